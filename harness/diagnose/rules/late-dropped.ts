import { floorTo } from '../../oracle/specification/evaluate-feature.ts'
import type { CauseRule } from '../cause-rule.ts'
import type { TracedFact } from '../traced-fact.ts'
import { hour, lengthText, minute, usualGrids } from './durations.ts'
import { arrivedText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'

const later = (fact: TracedFact | null) => `${arrivedText(fact)}, is late and counts all the same`

/** Facts that are left where an earlier arrival was of a later event time. */
function inOrder(facts: readonly TracedFact[]): TracedFact[] {
  const arrived = facts.toSorted(
    (a, b) => a.firstArrival - b.firstArrival || a.first.record.position - b.first.record.position,
  )
  let highest = Number.NEGATIVE_INFINITY
  return arrived.filter(({ eventTime }) => {
    const isKept = eventTime >= highest
    highest = Math.max(highest, eventTime)
    return isKept
  })
}

/** A fact that came late and is left out, though the feature lets it in. */
export const lateDropped: CauseRule = {
  says: 'leaves out facts that arrive after their event time, though the feature allows it',
  mend: 'let every fact in whose lateness is within allowedLateness (any, where none is declared), and move a watermark by arrival, not by event time',
  looksLike:
    'Values lack what arrived late; batch loads miss rows whose event time lies before the last load.',
  example: 'count().over(1h), k@11:59 arrives 12:01 → read k at 12:02: served 0, point-in-time gives 1',
  known: [{ symptom: 'an incremental load misses late rows', where: 'feast-dev/feast#4133' }],
  variants: ({ feature, side }) => {
    const declared = feature.allowedLateness
    const limits = [0, ...usualGrids, ...(declared === null ? [] : [declared - 1, declared / 2])]
    const allowing = limits
      .filter(limit => declared === null || limit < declared)
      .map(limit =>
        policyVariant({
          label:
            limit === 0
              ? 'drops every late fact'
              : declared !== null && limit === declared - 1
                ? 'drops a fact that is as late as is allowed'
                : `drops facts that are more than ${lengthText(limit)} late`,
          cost: limit === 0 ? 0 : 3,
          policy: { facts: facts => facts.filter(({ lateness }) => lateness <= limit) },
          because: later,
        }),
      )
    const loads = [minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour, 24 * hour].map(grid =>
      policyVariant({
        label: `misses facts that arrive after the load of every ${lengthText(grid)} that their event time belongs to`,
        cost: 4,
        policy: {
          facts: facts => facts.filter(fact => floorTo(fact.firstArrival - 1, grid) < fact.eventTime),
        },
        because: later,
      }),
    )
    return [
      ...allowing,
      policyVariant({
        label: 'drops a fact that arrives after a newer one',
        cost: 0.5,
        policy: { facts: inOrder },
        because: later,
      }),
      ...(declared === null
        ? []
        : [
            policyVariant({
              label: 'judges lateness by the newest revision',
              cost: 1,
              policy: {
                inTime: ({ record, eventTime }, allowed) => record.arrival - eventTime <= allowed,
              },
              because: later,
            }),
          ]),
      ...(side === 'online'
        ? []
        : [
            policyVariant({
              label: 'knows in a training row only what had arrived by its instant',
              cost: 0.5,
              policy: asked => ({
                look: look => ({ ...look, isVisible: ({ arrival }) => arrival <= asked.point.asOf }),
              }),
              because: later,
            }),
          ]),
      ...loads,
    ]
  },
}
