import type { CauseRule } from '../cause-rule.ts'
import { endsOf } from '../policy.ts'
import { factText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'

/** A window that takes facts in and never lets them go. */
export const evictionMissing: CauseRule = {
  says: 'takes facts into a window and never lets them go',
  mend: 'drop tiles whose end lies before the window when reading, not only when a new fact arrives',
  looksLike: 'Values only grow: right while everything is younger than the window, wrong from then on.',
  example: 'sum(x).over(1h), k@10:00 x=5, k@12:00 x=1 → read k at 12:30: served 6, point-in-time gives 1',
  known: [
    {
      symptom: 'min and max kept as running sums never expire',
      where: 'feast-dev/feast, aggregation/tiling',
    },
  ],
  variants: ({ feature }) => {
    if (feature.window.length === null) return []
    const { kind } = feature.aggregate
    const never = (label: string, cost: number) =>
      policyVariant({
        label,
        cost,
        policy: { ends: (read, asOf) => ({ ...endsOf(read, asOf), tail: null }) },
        because: fact => `${factText(fact)} has left the window and is still counted`,
      })
    return [never(kind === 'min' || kind === 'max' ? 'lets nothing leave an extreme' : 'never evicts', 0)]
  },
}
