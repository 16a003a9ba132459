import type { Answer } from '../../harness/store.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'absent-keys-shift-rows',
  causes: ['row-misaligned'],
  about: 'Answers a batch with the keys that it found first: absent ones shift the rows.',
  standsFor: 'F#2573',
  side: 'online',
  killedBy: ['steady', 1],
  breaks: (_, meet) => ({
    answeredAll: answers => {
      const isAbsent = ({ states }: Answer) =>
        Object.values(states ?? {}).every(state => state === 'not-found')
      const shifted = [...answers.filter(each => !isAbsent(each)), ...answers.filter(isAbsent)]
      if (shifted.some((answer, i) => answer !== answers[i])) meet()
      return shifted
    },
  }),
})
