import { mutant } from './mutant.ts'

export default mutant({
  name: 'large-batch-rotated',
  causes: ['row-misaligned'],
  about: 'Answers the keys of a large call in the order of another.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['skewed-keys', 1],
  breaks: (draw, meet) => {
    const large = draw.int('large', 3, 4)
    return {
      answeredAll: answers => {
        if (answers.length < large) return answers
        meet()
        return [...answers.slice(1), answers[0]!]
      },
    }
  },
})
