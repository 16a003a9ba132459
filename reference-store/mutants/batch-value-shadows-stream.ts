import type { Answer } from '../../harness/store.ts'
import { mutant } from './mutant.ts'
import { probeText } from './probe-text.ts'

export default mutant({
  name: 'batch-value-shadows-stream',
  causes: ['stale'],
  about: 'Serves a value of the last batch while the stream has a fresher one.',
  standsFor: 'F#5995',
  side: 'online',
  killedBy: ['steady', 1],
  breaks: (draw, meet) => {
    const period = draw.pick('minutes', [2, 5, 10]) * 60_000_000
    const cached = new Map<string, { asOf: number; answer: Answer }>()
    return {
      answered: (answer, probe) => {
        const text = probeText({ ...probe, asOf: 0 })
        const before = cached.get(text)
        if (before === undefined || probe.asOf < before.asOf || probe.asOf - before.asOf >= period) {
          cached.set(text, { asOf: probe.asOf, answer })
          return answer
        }
        meet()
        return { ...answer, values: before.answer.values, states: before.answer.states ?? {} }
      },
    }
  },
})
