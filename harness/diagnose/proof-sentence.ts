import { targetEntity } from '../../features/target.ts'
import { canonicalText } from '../diff/canonical-text.ts'
import type { Given } from '../diff/equal.ts'
import type { Variant } from './cause-rule.ts'
import type { StoredCell } from './cell.ts'
import { evaluateAsked } from './evaluate-asked.ts'
import { instantText } from './rules/fact-text.ts'
import { explanationOf } from './score-variants.ts'
import type { TracedFact } from './traced-fact.ts'

/** "account 17 at 12:00:00: served 3; point-in-time gives 2, because event e41 …": one cell that shows a cause. */
export function proofSentence(cell: StoredCell, variant: Variant | null): string {
  const expected = evaluateAsked(cell)
  const gives = cell.side === 'online' ? 'served' : 'trained on'
  const values = `${gives} ${shown(cell, cell.given)}; point-in-time gives ${shown(cell, expected.answer)}`
  const because = variant === null ? '' : `, because ${becauseOf(cell, variant, expected.facts)}`
  return `${placeOf(cell)}: ${values}${because}`
}

function becauseOf(cell: StoredCell, variant: Variant, ours: readonly TracedFact[]): string {
  for (const each of [cell, ...cell.others]) {
    const theirs = explanationOf(variant, { ...each, others: [] })
    if (theirs !== null) return variant.because(decidingFact(ours, theirs.facts), each)
  }
  return variant.because(null, cell)
}

/** A fact that one side counts and the other does not, or counts otherwise. */
export function decidingFact(ours: readonly TracedFact[], theirs: readonly TracedFact[]): TracedFact | null {
  const text = (fact: TracedFact) => `${typeof fact.id} ${fact.id} ${fact.record.revision}`
  const tally = (facts: readonly TracedFact[]) => {
    const counts = new Map<string, number>()
    for (const fact of facts) counts.set(text(fact), (counts.get(text(fact)) ?? 0) + 1)
    return counts
  }
  const [own, other] = [tally(ours), tally(theirs)]
  const differs = (fact: TracedFact) => (own.get(text(fact)) ?? 0) !== (other.get(text(fact)) ?? 0)
  const counted = theirs.findLast(differs) ?? ours.findLast(differs)
  if (counted !== undefined) return counted
  const moved = theirs.findLast((fact, i) => text(fact) !== text(ours[i] ?? fact))
  return moved ?? null
}

/** `account "17" at 2026-03-01T12:00:00Z`. */
function placeOf({ row, point }: StoredCell): string {
  const parts = targetEntity(row.target.target).map((part, i) => {
    return `${part.name} ${canonicalText(row.served.key[i] ?? null, part.type)}`
  })
  return `${parts.join(', ')} at ${instantText(point.asOf)}`
}

function shown({ feature }: StoredCell, { value, state }: Given): string {
  const text = canonicalText(value, feature.type)
  return state === null || state === 'present' || state === text ? text : `${text} (${state})`
}
