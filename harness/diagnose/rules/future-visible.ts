import type { StoredFeature } from '../../../features/definitions.ts'
import { equalsRecomputed } from '../../diff/equal.ts'
import { floorTo } from '../../oracle/specification/evaluate-feature.ts'
import type { CauseRule, Variant } from '../cause-rule.ts'
import type { StoredCell } from '../cell.ts'
import { evaluateAsked } from '../evaluate-asked.ts'
import { endsOf } from '../policy.ts'
import type { TracedFact } from '../traced-fact.ts'
import { lengthText, minute, usualGrids } from './durations.ts'
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
  variants: ({ feature }) => {
    const because = (fact: TracedFact | null, { point }: StoredCell) =>
      `${factText(fact)} lies beyond T = ${instantText(point.asOf)}`
    return [
      policyVariant({
        label: 'puts no head on the window',
        policy: { ends: (feature, asOf) => ({ ...endsOf(feature, asOf), head: null }) },
        because,
      }),
      ...pastVariants(because),
      ...headVariants(feature, because),
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

type Why = (fact: TracedFact | null, cell: StoredCell) => string

/** A question about the past that is answered with what happened after it. */
function pastVariants(because: Why): Variant[] {
  const past = (label: string, cost: number, headAt: (answeredAt: number) => number | null): Variant =>
    policyVariant({
      label,
      cost,
      policy: asked => {
        const { answeredAt } = asked.row.served
        if (answeredAt <= asked.point.asOf) return {}
        return { ends: (read, asOf) => ({ ...endsOf(read, asOf), head: headAt(answeredAt) }) }
      },
      because,
    })
  return [
    past('lets what happened later into the answer to a question about the past', 0.25, () => null),
    past('ends the window of a question about the past at the present', 0.5, answeredAt => answeredAt),
  ]
}

/** How much later (µs) a question may be put; hours are the clock of a place. */
const shifts = usualGrids.filter(grid => grid <= 15 * minute)

/** A head that lies later than T, or T itself moved. */
function headVariants({ window: { slide } }: StoredFeature, because: Why): Variant[] {
  const grids = [...new Set([...(slide === null ? [] : [slide]), ...usualGrids])]
  return [
    ...grids.map(grid =>
      policyVariant({
        label: `counts the whole tile of ${lengthText(grid)} that the window's head lies in`,
        cost: grid === slide ? 1 : 3,
        policy: {
          ends: (read, asOf) => ({ ...endsOf(read, asOf), head: -floorTo(-asOf, grid) }),
        },
        because,
      }),
    ),
    ...shifts.map(later =>
      policyVariant({
        label: `looks ${lengthText(later)} later than it was asked about`,
        cost: 3,
        policy: { look: look => ({ ...look, asOf: look.asOf + later }) },
        because,
      }),
    ),
  ]
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
