import type { Policy } from './policy.ts'

/** Two sets of exchanged decisions as one, the first applied first; null where both decide the same thing anew. */
export function joinPolicies(a: Partial<Policy>, b: Partial<Policy>): Partial<Policy> | null {
  const joined: { -readonly [Name in keyof Policy]?: Policy[Name] } = { ...a, ...b }
  for (const name of Object.keys(a) as (keyof Policy)[]) {
    if (b[name] === undefined) continue
    if (name === 'facts' && a.facts !== undefined && b.facts !== undefined) {
      const [first, second] = [a.facts, b.facts]
      joined.facts = (facts, asked, look) => second(first(facts, asked, look), asked, look)
    } else if (name === 'letIn' && a.letIn !== undefined && b.letIn !== undefined) {
      const [first, second] = [a.letIn, b.letIn]
      joined.letIn = (facts, asked) => second(first(facts, asked), asked)
    } else if (name === 'answer' && a.answer !== undefined && b.answer !== undefined) {
      const [first, second] = [a.answer, b.answer]
      joined.answer = (answer, feature, facts) => second(first(answer, feature, facts), feature, facts)
    } else if (name === 'feature' && a.feature !== undefined && b.feature !== undefined) {
      const [first, second] = [a.feature, b.feature]
      joined.feature = feature => second(first(feature))
    } else return null
  }
  return joined
}
