import type { CauseRule } from '../cause-rule.ts'
import { lengthText } from './durations.ts'
import { factText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'

/** A ttl that is not looked at, or one that is taken for another. */
export const ttlIgnored: CauseRule = {
  says: 'does not look at the ttl of a value, or takes 0s for none',
  mend: 'compare T − τ with the ttl on every read; a ttl of 0s means zero, not never',
  looksLike: 'Values are served long after their ttl.',
  example: 'latest(x, ttl: 1h), k@10:00 → read k at 12:00: served the value, point-in-time gives expired',
  known: [{ symptom: 'an expired value is served as present', where: 'feast-dev/feast#6821' }],
  variants: ({ feature }) => {
    const { kind, ttl } = feature.aggregate
    if (kind !== 'latest') return []
    if (ttl === null) return []
    return [
      policyVariant({
        label: ttl === 0 ? 'takes a ttl of 0s for none' : 'lets no value expire',
        policy: { isExpired: () => false },
        because: fact => `${factText(fact)} is older than the ttl of ${lengthText(ttl)}`,
      }),
    ]
  },
}
