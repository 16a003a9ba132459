import { mutant } from './mutant.ts'

export default mutant({
  name: 'answers-by-old-version',
  causes: ['version-mixed'],
  about: 'Answers some probes by the version before.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['steady', 1],
  breaks: (draw, meet) => {
    const every = BigInt(draw.int('every', 2, 5))
    return {
      answered: (answer, { probeId }) => {
        if (answer.version === undefined || BigInt(probeId) % every !== 0n) return answer
        meet()
        return { ...answer, version: answer.version - 1 }
      },
    }
  },
})
