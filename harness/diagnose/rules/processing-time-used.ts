import type { Instant, Micros } from '../../../features/value.ts'
import type { Because, CauseRule, Variant } from '../cause-rule.ts'
import { lookOf } from '../evaluate-asked.ts'
import type { TracedFact } from '../traced-fact.ts'
import { dated } from './dated.ts'
import { hour, lengthText, usualGrids } from './durations.ts'
import { arrivedText, instantText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'

/** The clock of the machine for the clock of the event. */
export const processingTimeUsed: CauseRule = {
  says: 'uses the time at which a fact arrived, or a question was answered, instead of the one at which it happened, or that was asked about',
  mend: 'order, window and expire by event time, and read as of T, never by the clock of the machine',
  looksLike: 'Right as long as nothing is late; late facts stay in a window for too long.',
  example: 'count().over(1h), k@10:00 arrives 11:30 → read k at 12:00: served 1, point-in-time gives 0',
  known: [{ symptom: 'a mutation is judged by the wrong clock', where: 'airbnb/chronon#527' }],
  variants: ({ feature }) => {
    const because = (fact: TracedFact | null) =>
      `${arrivedText(fact)}, is placed by its arrival instead of its event time`
    const placed = (label: string, cost: number, when: (time: number, fact: TracedFact) => number) =>
      [true, false].map(atIntake =>
        policyVariant({
          label,
          cost: atIntake ? cost : cost + 0.1,
          policy: { facts: dated(when, atIntake) },
          because,
        }),
      )
    const ttl = feature.aggregate.ttl
    return [
      ...placed(
        'takes the arrival of what a fact says for its event time',
        0,
        (_, fact) => fact.record.arrival,
      ),
      ...placed('takes the arrival of a fact for its event time', 0.25, (_, fact) => fact.firstArrival),
      ...placed('takes the later of event time and arrival', 0.5, (time, fact) =>
        Math.max(time, fact.record.arrival),
      ),
      ...usualGrids
        .filter(limit => limit <= hour)
        .flatMap(limit =>
          placed(
            `takes the arrival of a fact that is more than ${lengthText(limit)} late for its event time`,
            3,
            (time, { record }) => (record.arrival - time > limit ? record.arrival : time),
          ),
        ),
      policyVariant({
        label: 'answers as of the instant at which it answers',
        cost: 0.5,
        policy: asked => ({ look: look => ({ ...look, asOf: asked.row.served.answeredAt }) }),
        because: (_, { point, row }) =>
          `it was asked about ${instantText(point.asOf)}, and answered as of ${instantText(row.served.answeredAt)}`,
      }),
      ...(ttl === null
        ? []
        : [
            ttlFrom('of what it says', 0.5, ttl, ({ record }) => record.arrival, because),
            ttlFrom('of the fact', 0.6, ttl, ({ firstArrival }) => firstArrival, because),
          ]),
    ]
  },
}

/** A `latest` that is as old as one of its arrivals. */
function ttlFrom(
  which: string,
  cost: number,
  ttl: Micros,
  arrivalOf: (newest: TracedFact) => Instant,
  because: Because,
): Variant {
  return policyVariant({
    label: `counts the ttl from the arrival ${which}`,
    cost,
    policy: asked => ({
      isExpired: () => false,
      answer: (answer, feature, facts) => {
        const newest = facts.at(-1)
        const { asOf } = lookOf(feature, asked.point)
        const isOver = newest !== undefined && asOf - arrivalOf(newest) > ttl
        return isOver ? { value: null, state: 'expired', n: 0, weight: null } : answer
      },
    }),
    because,
  })
}
