import { transform } from '../serving/evaluate-on-demand.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'transform-rounds-online',
  causes: ['transform-differs'],
  about: 'Rounds on-demand floats to a few digits when they are served.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['on-demand', 1],
  breaks: (draw, meet) => {
    const scale = 10 ** draw.int('digits', 2, 4)
    return {
      transformed: (expression, scope) => {
        const value = transform(expression, scope)
        if (typeof value !== 'number' || !Number.isFinite(value * scale)) return value
        const rounded = Math.round(value * scale) / scale
        if (rounded !== value) meet()
        return rounded
      },
    }
  },
})
