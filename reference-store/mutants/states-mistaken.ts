import { mutant } from './mutant.ts'

export default mutant({
  name: 'states-mistaken',
  causes: ['state-confused'],
  about: 'Takes one state of a missing value for another.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['null-storm', 1],
  breaks: (draw, meet) => {
    const from = draw.pick('from', ['null', 'not-found'])
    return {
      finish: (fold, acc, asOf) => {
        const finished = fold.finish(acc, asOf)
        if (finished.state !== from || finished.value !== null) return finished
        meet()
        return { ...finished, state: from === 'null' ? 'not-found' : 'null' }
      },
    }
  },
})
