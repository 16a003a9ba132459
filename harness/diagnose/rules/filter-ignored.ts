import type { StoredFeature } from '../../../features/definitions.ts'
import type { Expression } from '../../../features/expression.ts'
import type { CauseRule } from '../cause-rule.ts'
import { factText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'

/** A `where` that is not applied, or only in part. */
export const filterIgnored: CauseRule = {
  says: 'counts facts that the `where` of the feature leaves out',
  mend: 'apply `where` on this side too, with three-valued logic: a null predicate is false',
  looksLike: 'Right where every fact in the window passes the filter, too much where one does not.',
  example: 'where(settled).count(), k settled=false → read k: served 1, point-in-time gives 0',
  known: [{ symptom: '`where` is applied offline only', where: 'airbnb/chronon#739' }],
  variants: ({ feature }) => {
    const { where } = feature
    if (where === null) return []
    const because = (fact: Parameters<typeof factText>[0]) => `${factText(fact)} does not pass where`
    return [
      policyVariant({ label: 'ignores where', policy: { passes: () => true }, because }),
      policyVariant({
        label: 'takes a null predicate of where for true',
        policy: { passes: predicate => predicate !== false },
        because: fact => `where is null for ${factText(fact)}, and null is no true`,
      }),
      policyVariant({
        label: 'lets in just what where leaves out',
        cost: 1,
        policy: { passes: predicate => predicate === false },
        because: fact => `where decides the other way about ${factText(fact)}`,
      }),
      ...partsOf(where).map((part, i) =>
        policyVariant({
          label: `ignores condition ${i + 1} of where`,
          cost: 1,
          policy: { feature: (read: StoredFeature) => ({ ...read, where: part }) },
          because,
        }),
      ),
    ]
  },
}

/** A conjunction without each of its conditions in turn. */
function partsOf(where: Expression): Expression[] {
  if (where.node !== 'call' || where.call !== 'and') return []
  return where.args.map((_, i) => {
    const rest = where.args.filter((__, j) => j !== i)
    return rest.length === 1 ? (rest[0] as Expression) : { ...where, args: rest }
  })
}
