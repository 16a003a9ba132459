import type { CauseRule } from '../cause-rule.ts'
import { policyVariant } from './policy-variant.ts'

/** One null that makes a result null where nulls are to be skipped. */
export const nullPoisons: CauseRule = {
  says: 'serves null where one input is null, though nulls are to be skipped or to count as 0',
  mend: 'leave null inputs out before aggregating (nulls: skip), or take them for 0 (nulls: zero)',
  looksLike: 'A value is null (or NaN) for as long as one null input is in the window.',
  example: 'sum(x), k x=4, k x=null → served null, point-in-time gives 4',
  known: [{ symptom: 'an all-null column fails or changes type', where: 'feast-dev/feast#1480' }],
  variants: ({ feature }) => {
    const { of, kind } = feature.aggregate
    if (of === null || kind === 'latest' || feature.nulls === 'poison') return []
    const because = () => `an input in the window is null, which nulls: ${feature.nulls} lets pass`
    const inputs = (all: Parameters<typeof policyVariant>[0]) => policyVariant(all)
    const poisoned = inputs({
      label: 'lets one null make the result null',
      policy: { inputs: each => (each.includes(null) ? null : each) },
      because,
    })
    if (feature.type !== 'float') return [poisoned]
    return [
      poisoned,
      inputs({
        label: 'lets one null make the result NaN',
        cost: 0.5,
        policy: {
          inputs: each => (each.includes(null) ? [Number.NaN] : each),
          aggregate: (_, __, each) => ({ value: each.length === 0 ? null : Number.NaN, weight: null }),
        },
        because,
      }),
    ]
  },
}
