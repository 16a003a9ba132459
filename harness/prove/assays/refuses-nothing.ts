import type { Assay } from './assay.ts'
import { auditHand } from './audit-hand.ts'
import { handHistory, rightServed } from './hand-made.ts'

/** Nothing compared, or nothing answered, is no success. */
export const refusesNothing: Assay = {
  name: 'nothing',
  about: 'that a run without a comparison does not pass',
  async run() {
    const empty = await auditHand(handHistory([], null))
    if (empty.verdict !== 'inconclusive') return `an audit of no served row is ${empty.verdict}`
    const unanswered = rightServed.map(row => {
      const cells = Object.keys(row.cells).map(column => [column, { value: null, state: 'error' as const }])
      return { ...row, cells: Object.fromEntries(cells) }
    })
    const { verdict } = await auditHand(handHistory(unanswered, null))
    return verdict === 'inconclusive' ? null : `an audit of nothing but errors is ${verdict}`
  },
}
