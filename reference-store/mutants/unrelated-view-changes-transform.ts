import { transform } from '../serving/evaluate-on-demand.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'unrelated-view-changes-transform',
  causes: ['transform-differs'],
  about: 'Computes transforms in single precision as soon as a second view is asked for.',
  standsFor: 'F#6158',
  side: 'online',
  killedBy: ['service', 1],
  breaks: (_, meet) => ({
    transformed: (expression, scope) => {
      const value = transform(expression, scope)
      const isAlone = expression.columnOf('a.b') === 'a.b'
      if (isAlone || typeof value !== 'number' || !Number.isFinite(Math.fround(value))) return value
      if (Math.fround(value) !== value) meet()
      return Math.fround(value)
    },
  }),
})
