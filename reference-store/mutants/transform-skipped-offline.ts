import { transform } from '../serving/evaluate-on-demand.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'transform-skipped-offline',
  causes: ['transform-differs'],
  about: 'Trains on null where an on-demand feature has to be computed.',
  standsFor: 'F#5534',
  side: 'offline',
  killedBy: ['on-demand', 1],
  breaks: (_, meet) => ({
    trainedTransform: (expression, scope) => {
      if (transform(expression, scope) !== null) meet()
      return null
    },
  }),
})
