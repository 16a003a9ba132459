import { mutant } from './mutant.ts'

export default mutant({
  name: 'version-changes-in-mid-stream',
  causes: ['version-mixed'],
  about: 'Answers by the next version from some probe on.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['steady', 1],
  breaks: (draw, meet) => {
    const from = BigInt(draw.int('from', 10, 25))
    return {
      answered: (answer, { probeId }) => {
        if (answer.version === undefined || BigInt(probeId) < from) return answer
        meet()
        return { ...answer, version: answer.version + 1 }
      },
    }
  },
})
