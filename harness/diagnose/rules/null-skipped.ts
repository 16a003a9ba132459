import type { CauseRule } from '../cause-rule.ts'
import { inputsOf } from '../evaluate-asked.ts'
import { factText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'

/** A null that is skipped where it counts. */
export const nullSkipped: CauseRule = {
  says: 'skips a null that counts: as the newest value, as poison, or as 0',
  mend: 'let latest take the newest fact as it is, null or not, and treat nulls as the feature says',
  looksLike: 'An older value shows through a newer null; or a poisoned, or diluted, result does not.',
  example: 'latest(x), k@1 x=4, k@2 x=null → served 4, point-in-time gives null',
  known: [],
  variants: ({ feature }) => {
    const { kind, of } = feature.aggregate
    if (kind === 'latest') {
      return [
        policyVariant({
          label: 'takes the newest value that is not null',
          policy: {
            letIn: (facts, asked) => {
              const values = inputsOf(asked.feature, facts)
              return facts.filter((_, i) => values[i] !== null)
            },
          },
          because: fact => `${factText(fact)} is newer, and null counts for latest`,
        }),
      ]
    }
    if (of === null || feature.nulls === 'skip') return []
    return [
      policyVariant({
        label: `skips nulls, though the feature says nulls: ${feature.nulls}`,
        policy: { inputs: inputs => inputs.filter(each => each !== null) },
        because: () => `an input in the window is null, which nulls: ${feature.nulls} counts`,
      }),
    ]
  },
}
