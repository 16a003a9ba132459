import { mutant } from './mutant.ts'

export default mutant({
  name: 'offsets-claimed-early',
  causes: ['stale'],
  about: 'Says that it has applied more of the log than its answer holds.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['lagging-worker', 1],
  breaks: (draw, meet) => {
    const ahead = draw.int('ahead', 1, 3)
    return {
      answered: answer => {
        if (answer.applied === undefined) return answer
        meet()
        const applied = Object.entries(answer.applied).map(([source, partitions]) => {
          const claimed = Object.entries(partitions).map(([partition, next]) => [partition, next + ahead])
          return [source, Object.fromEntries(claimed)]
        })
        return { ...answer, applied: Object.fromEntries(applied) }
      },
    }
  },
})
