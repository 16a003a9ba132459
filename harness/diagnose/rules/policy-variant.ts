import type { PolicyVariant, Variant } from '../cause-rule.ts'
import { evaluateAsked } from '../evaluate-asked.ts'

/** A strict variant that is the evaluator with some of its decisions exchanged. */
export function policyVariant({ label, cost = 0, policy, because }: PolicyVariant): Variant {
  const predict = (asked: Parameters<typeof evaluateAsked>[0]) =>
    evaluateAsked(asked, typeof policy === 'function' ? policy(asked) : policy)
  return { kind: 'strict', label, cost, because, predict }
}
