import type { PolicyVariant, Variant } from '../cause-rule.ts'
import type { Asked } from '../cell.ts'
import { evaluateAsked } from '../evaluate-asked.ts'

/** A strict variant that is the evaluator with some of its decisions exchanged. */
export function policyVariant({ label, cost = 0, policy, because }: PolicyVariant): Variant {
  const decide = (asked: Asked) => (typeof policy === 'function' ? policy(asked) : policy)
  return {
    kind: 'strict',
    label,
    cost,
    because,
    policy: decide,
    predict: asked => evaluateAsked(asked, decide(asked)),
  }
}
