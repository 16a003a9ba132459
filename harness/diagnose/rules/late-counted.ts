import type { CauseRule } from '../cause-rule.ts'
import type { TracedFact } from '../traced-fact.ts'
import { lengthText, usualGrids } from './durations.ts'
import { arrivedText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'

/** A fact that came too late and counts. */
export const lateCounted: CauseRule = {
  says: 'counts facts that came later than the feature allows',
  mend: 'leave a fact out for good where α − τ of its first upsert exceeds allowedLateness, in training too',
  looksLike: 'Values hold facts that are beyond the allowed lateness, on one side or on both.',
  example: 'count(allowedLateness: 1h), k@9:00 arrives 12:00 → served 1, point-in-time gives 0',
  known: [],
  variants: ({ feature: { allowedLateness: allowed } }) => {
    if (allowed === null) return []
    const because = (fact: TracedFact | null) =>
      `${arrivedText(fact)}, is later than the ${lengthText(allowed)} that are allowed`
    return [
      policyVariant({ label: 'ignores allowedLateness', policy: { inTime: () => true }, because }),
      policyVariant({
        label: 'counts a corrected fact that had been too late',
        cost: 1,
        policy: { inTime: fact => fact.record !== fact.first || fact.lateness <= allowed },
        because,
      }),
      policyVariant({
        label: 'judges lateness by the event time that a correction gave',
        cost: 1,
        policy: { inTime: fact => fact.firstArrival - fact.eventTime <= allowed },
        because,
      }),
      ...[...new Set([...usualGrids, ...[1_000, 60, 2].map(factor => allowed * factor)])]
        .filter(limit => limit > allowed)
        .map(limit =>
          policyVariant({
            label: `allows a lateness of ${lengthText(limit)}`,
            cost: 3,
            policy: { inTime: ({ lateness }) => lateness <= limit },
            because,
          }),
        ),
    ]
  },
}
