import { floorTo } from '../../oracle/specification/evaluate-feature.ts'
import { compareFacts } from '../../oracle/specification/known-facts.ts'
import type { CauseRule, Variant } from '../cause-rule.ts'
import { endsOf, type Policy } from '../policy.ts'
import type { TracedFact } from '../traced-fact.ts'
import { dated } from './dated.ts'
import { day, hour, minute, second } from './durations.ts'
import { factText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'

const units: readonly (readonly [string, number])[] = [
  ['milliseconds', 1_000],
  ['seconds', second],
  ['minutes', minute],
  ['hours', hour],
  ['days', day],
]

/** A time that loses its last digits. */
export const timePrecision: CauseRule = {
  says: 'keeps times to the millisecond, the second, or coarser',
  mend: 'keep event times and as-of times in microseconds, in every format that they pass through',
  looksLike: 'Wrong where two times share a second: at edges of windows, and in the order of facts.',
  example: 'last(x), k@1.000 x=1, k@1.005 x=2 (whole seconds) → served 1, point-in-time gives 2',
  known: [{ symptom: 'the sub-second part of a time is lost', where: 'feast-dev/feast#5807' }],
  variants: () =>
    units.flatMap(([name, unit], i) => {
      const cost = 1 + i / 8
      const down = (time: number) => floorTo(time, unit)
      const near = (time: number) => floorTo(time + unit / 2, unit)
      const because = (fact: TracedFact | null) => `${factText(fact)} is not a whole number of ${name}`
      const named = (label: string, policy: Partial<Policy>, more = 0): Variant =>
        policyVariant({ label, cost: cost + more, policy, because })
      const look: Policy['look'] = seen => ({ ...seen, asOf: down(seen.asOf) })
      // Windows that move in steps of minutes or more are tiles, not clocks.
      const windows =
        unit > second
          ? []
          : [
              named(
                `cuts as-of times to ${name} for windows`,
                { ends: (feature, asOf) => endsOf(feature, down(asOf)) },
                0.3,
              ),
            ]
      return [
        named(`reads event times in ${name}`, { facts: dated(down, true) }),
        named(`keeps event times in ${name}`, { facts: dated(down, false) }, 0.1),
        named(`rounds event times to ${name}`, { facts: dated(near, true) }, 0.5),
        named(`keeps event times rounded to ${name}`, { facts: dated(near, false) }, 0.6),
        named(`cuts as-of times to ${name}`, { look }, 0.25),
        ...windows,
        named(`cuts event times and as-of times to ${name}`, { facts: dated(down, true), look }, 0.25),
        named(
          `orders facts by event times in ${name}`,
          {
            order: (a, b) =>
              floorTo(a.eventTime, unit) - floorTo(b.eventTime, unit) ||
              a.firstArrival - b.firstArrival ||
              compareFacts(a, b),
          },
          // Coarser than seconds it is an order by arrival, but for facts that lie far apart.
          unit > second ? 4 : 0.25,
        ),
      ]
    }),
}
