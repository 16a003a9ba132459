import type { Result } from '../../../reports/result.ts'
import type { Assay } from './assay.ts'
import { auditHand } from './audit-hand.ts'
import { handHistory, rightServed } from './hand-made.ts'

const second = 1_000_000

/** The third question as a store answers it that has not applied the fact that arrived three seconds before. */
const stale = rightServed.map((row, i) => {
  if (i !== 2) return row
  const behind = {
    ...row.cells,
    left: { value: 2n, state: 'present' as const },
    right: { value: 1n, state: 'present' as const },
    sum: { value: 0.2 + 0.7, state: 'present' as const },
    units: { value: 3n, state: 'present' as const },
    paid: { value: 1n, state: 'present' as const },
  }
  return { ...row, cells: behind, watermark: row.asOf - 4 * second }
})

function verdictsOf({ checks }: Result): Readonly<Record<string, string>> {
  return Object.fromEntries(checks.map(({ name, verdict }) => [name, verdict]))
}

/** Each declared gate fails where it must and passes where it must: one that never ran does neither. */
export const runsGates: Assay = {
  name: 'gates',
  about: 'that the gates on freshness and late data run, fail and pass',
  async run() {
    const strict = verdictsOf(await auditHand(handHistory(stale), { freshnessSlo: second, lateDataShare: 0 }))
    const lenient = verdictsOf(
      await auditHand(handHistory(stale), { freshnessSlo: 10 * second, lateDataShare: 1 }),
    )
    const gates = ['freshness', 'late-data'].flatMap(name => {
      const [held, passed] = [strict[name], lenient[name]]
      return held === 'fail' && passed === 'pass'
        ? []
        : [`${name} is ${held} where it must fail and ${passed} where it must pass`]
    })
    const basic = ['values', 'training', 'log', 'self-check'].filter(name => lenient[name] !== 'pass')
    const skipped = basic.map(name => `${name} is ${lenient[name] ?? 'missing'} where it must pass`)
    return gates.length + skipped.length === 0 ? null : [...gates, ...skipped].join('; ')
  },
}
