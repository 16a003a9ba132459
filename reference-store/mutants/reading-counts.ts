import { mutant } from './mutant.ts'
import { probeText } from './probe-text.ts'

export default mutant({
  name: 'reading-counts',
  causes: ['impure-read'],
  about: 'Changes its state when it is read: each answer to one question is larger than the one before.',
  standsFor: 'C#1032',
  side: 'online',
  killedBy: ['duplicates', 1],
  breaks: (_, meet) => {
    const reads = new Map<string, number>()
    return {
      answered: (answer, probe) => {
        const text = probeText(probe)
        const before = reads.get(text) ?? 0
        reads.set(text, before + 1)
        const column = Object.keys(answer.values).find(each => typeof answer.values[each] === 'bigint')
        if (before === 0 || column === undefined) return answer
        meet()
        const value = (answer.values[column] as bigint) + BigInt(before)
        return { ...answer, values: { ...answer.values, [column]: value } }
      },
    }
  },
})
