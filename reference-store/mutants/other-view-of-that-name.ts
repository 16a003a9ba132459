import { transform } from '../serving/evaluate-on-demand.ts'
import { firstView } from './first-view.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'other-view-of-that-name',
  causes: ['view-collision'],
  about: 'Serves the feature of another view that has the same name.',
  standsFor: 'F#3165',
  side: 'online',
  killedBy: ['service', 1],
  breaks: (_, meet) => {
    const view = firstView()
    return {
      planned: view.learn,
      transformed: (expression, scope) => transform(expression, view.scope(scope)),
      answered: answer => {
        const [values, states] = [view.columns(answer.values), view.columns(answer.states ?? {})]
        if (Object.entries(values).some(([column, value]) => value !== answer.values[column])) meet()
        return { ...answer, values, states }
      },
    }
  },
})
