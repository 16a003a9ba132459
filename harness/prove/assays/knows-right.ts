import { judgeHistory } from '../../audit/judge-history.ts'
import type { Assay } from './assay.ts'
import { handHistory, known } from './hand-made.ts'

/** Every cell that is right by hand must be judged, and judged equal. */
export const knowsRight: Assay = {
  name: 'right-values',
  about:
    'windows, lateness, filters, nulls, ttl and the cut of training as the specification evaluator has them',
  async run() {
    const { rows } = judgeHistory(handHistory())
    const cells = rows.flatMap(({ judgement }) => judgement.cells)
    const wanted = known.reduce((sum, { served }) => sum + Object.keys(served).length, 0)
    if (cells.length !== wanted) return `it judged ${cells.length} cells of ${wanted}`
    const wrong = rows.flatMap(({ served, judgement }) => {
      return judgement.cells.flatMap(({ plan, served: online, training }) => {
        const kinds = `${online?.kind} online and ${training?.kind} offline`
        return kinds === 'equal online and equal offline'
          ? []
          : [`${plan.column} at ${served.asOf}, ${kinds}`]
      })
    })
    return wrong.length === 0 ? null : `it calls what is right otherwise than equal: ${wrong.join('; ')}`
  },
}
