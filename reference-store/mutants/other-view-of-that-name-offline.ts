import { transform } from '../serving/evaluate-on-demand.ts'
import { firstView } from './first-view.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'other-view-of-that-name-offline',
  causes: ['view-collision'],
  about: 'Trains on the feature of another view that has the same name.',
  standsFor: 'seed',
  side: 'offline',
  killedBy: ['service', 1],
  breaks: (_, meet) => {
    const view = firstView()
    return {
      planned: view.learn,
      trainedTransform: (expression, scope) => transform(expression, view.scope(scope)),
      trainedAll: rows => {
        return rows.map(row => {
          const values = view.columns(row.values)
          if (Object.entries(values).some(([column, value]) => value !== row.values[column])) meet()
          return { ...row, values }
        })
      },
    }
  },
})
