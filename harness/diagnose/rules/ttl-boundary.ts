import type { CauseRule } from '../cause-rule.ts'
import { lengthText, minute, second } from './durations.ts'
import { factText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'

/** A ttl that ends a moment too early or too late. */
export const ttlBoundary: CauseRule = {
  says: 'lets a value expire a moment too early or too late, or at once where no ttl is declared',
  mend: 'let a value expire when T − τ > ttl, in microseconds, and not before; no ttl means never',
  looksLike:
    'Wrong only where the newest fact is as old as the ttl, to the microsecond or to the unit of a clock.',
  example: 'latest(x, ttl: 1h), k@11:00 → read k at 12:00: served expired, point-in-time gives the value',
  known: [{ symptom: 'a ttl of 0 ("never") is read as "expired"', where: 'feast-dev/feast#3232' }],
  variants: ({ feature }) => {
    const { ttl } = feature.aggregate
    if (feature.aggregate.kind !== 'latest') return []
    if (ttl === null) {
      return [
        policyVariant({
          label: 'takes no ttl for a ttl of 0s',
          policy: { isExpired: age => age > 0 },
          because: fact => `no ttl is declared, so ${factText(fact)} never expires`,
        }),
      ]
    }
    const because = (fact: Parameters<typeof factText>[0]) =>
      `${factText(fact)} is as old as the ttl of ${lengthText(ttl)}, and expires only when it is older`
    const exact = policyVariant({
      label: 'lets a value expire at T − τ = ttl',
      policy: { isExpired: age => age >= ttl },
      because,
    })
    const rounded = [1_000, second, minute].map(unit =>
      policyVariant({
        label: `counts the age of a value in whole ${lengthText(unit)}`,
        cost: 2,
        policy: { isExpired: age => Math.floor(age / unit) > Math.floor(ttl / unit) },
        because,
      }),
    )
    return [exact, ...rounded]
  },
}
