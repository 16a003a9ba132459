import type { CauseRule } from '../cause-rule.ts'
import type { Asked } from '../cell.ts'
import { policyVariant } from './policy-variant.ts'

const timesOf = ({ row }: Asked) => row.beside.alike.count

/** One probe, several training rows; or probes that are alike, joined with each other. */
export const fanOut: CauseRule = {
  says: 'gives several training rows for one probe, or joins probes that are alike with each other',
  mend: 'join each probe to one aggregated row: dedupe the log by (id, revision) and aggregate before joining',
  looksLike:
    'The training set has more rows than were asked for; or facts count once for each time that the same was asked.',
  example: 'the same event twice → two rows for one probe',
  known: [{ symptom: 'an exact duplicate multiplies training rows', where: 'feast-dev/feast#1736' }],
  variants: ({ side, wrong, right, feature }) => {
    if (side === 'online' || feature.aggregate.kind === 'latest') return []
    if (![...wrong, ...right].some(cell => timesOf(cell) > 1)) return []
    return [
      policyVariant({
        label: 'counts each fact once for each time that the same was asked',
        cost: 0.5,
        policy: asked => {
          const count = timesOf(asked)
          return { letIn: facts => facts.flatMap(fact => Array.from({ length: count }, () => fact)) }
        },
        because: (_, cell) => `the same was asked ${timesOf(cell)} times`,
      }),
    ]
  },
}
