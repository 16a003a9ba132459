import { equalsRecomputed } from '../../diff/equal.ts'
import type { CauseRule } from '../cause-rule.ts'
import type { StoredCell } from '../cell.ts'
import { evaluateAsked } from '../evaluate-asked.ts'
import { endsOf } from '../policy.ts'
import type { TracedFact } from '../traced-fact.ts'
import { factText, instantText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'

/** Facts that are tried beyond T, the nearest first. */
const beyondMax = 30

/** A fact beyond the window's head that counts all the same. */
export const futureVisible: CauseRule = {
  says: 'counts facts whose event time lies beyond the instant that is asked about',
  mend: 'bound every window at T: a future-dated fact counts when T passes it, and a question about the past sees nothing later',
  looksLike:
    'Values hold events of later times: future-dated ones at once, or, in training rows, what followed the label.',
  example: 'count(), k@12:00 arrives 11:00 → read k at 11:30: served 1, point-in-time gives 0',
  known: [
    { symptom: 'future-stamped events are rejected, later clamped', where: 'zipline-ai/chronon#2024' },
    { symptom: 'a query in the past reads later rows', where: '4paradigm/OpenMLDB#3749' },
  ],
  variants: () => {
    const because = (fact: TracedFact | null, { point }: StoredCell) =>
      `${factText(fact)} lies beyond T = ${instantText(point.asOf)}`
    return [
      policyVariant({
        label: 'puts no head on the window',
        policy: { ends: (feature, asOf) => ({ ...endsOf(feature, asOf), head: null }) },
        because,
      }),
      policyVariant({
        label: 'clamps a future event time to the arrival',
        cost: 0.5,
        policy: {
          facts: facts =>
            facts.map(fact =>
              fact.eventTime > fact.record.arrival ? { ...fact, eventTime: fact.record.arrival } : fact,
            ),
        },
        because,
      }),
      {
        kind: 'loose',
        label: 'looks at a later instant than it was asked about',
        cost: 4,
        because,
        explains: laterReading,
      },
    ]
  },
}

function laterReading(cell: StoredCell) {
  const { asOf } = cell.point
  const later = evaluateAsked(cell, { ends: (feature, at) => ({ ...endsOf(feature, at), head: null }) })
  const times = [...new Set(later.facts.map(fact => fact.eventTime))].filter(time => time >= asOf)
  for (const time of times.slice(0, beyondMax)) {
    const made = evaluateAsked(cell, {
      ends: (feature, at) => ({ ...endsOf(feature, at), head: time, headIncluded: true }),
    })
    if (equalsRecomputed(cell.feature, cell.given, { ...made.answer, judged: true })) return made
  }
  return null
}
