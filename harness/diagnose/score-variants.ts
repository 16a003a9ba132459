import { equalsRecomputed } from '../diff/equal.ts'
import { type CauseName, causeNames } from './cause-name.ts'
import type { Prediction, Subject, Variant } from './cause-rule.ts'
import type { StoredCell } from './cell.ts'
import { causeRules } from './rules/index.ts'

/** A variant of a rule, by the name of its cause. */
export interface NamedVariant {
  readonly cause: CauseName
  readonly variant: Variant
}

/** What a variant says of the cells of a subject. */
export interface ScoredVariant extends NamedVariant {
  /** Wrong cells whose given value it reproduces. */
  readonly explains: ReadonlySet<StoredCell>
  /** Right cells of which it says another value. */
  readonly contradicts: ReadonlySet<StoredCell>
}

/** Variants whose predictions of right cells are worked out: those that explain most. */
const heldMax = 40

/** Every way to be wrong that makes sense for a subject, the more specific causes first. */
export function variantsOf(subject: Subject): NamedVariant[] {
  return causeNames.flatMap(cause => causeRules[cause].variants(subject).map(variant => ({ cause, variant })))
}

/** How a variant explains a wrong cell; null where it does not. */
export function explanationOf(variant: Variant, cell: StoredCell): Prediction | null {
  for (const each of [cell, ...cell.others]) {
    if (variant.kind === 'loose') {
      const found = variant.explains(each)
      if (found !== null) return found
      continue
    }
    const said = variant.predict(each)
    if (said !== null && isGiven(each, said)) return said
  }
  return null
}

/** Whether a variant says of a right cell another value than the one that was given; a loose one never does. */
export function isContradicted(variant: Variant, cell: StoredCell): boolean {
  if (variant.kind === 'loose') return false
  const said = variant.predict(cell)
  return said !== null && !isGiven(cell, said)
}

function isGiven(cell: StoredCell, { answer }: Prediction): boolean {
  return equalsRecomputed(cell.feature, cell.given, { ...answer, judged: true })
}

/** Holds variants against the cells of a subject; those that explain nothing fall out. */
export function scoreVariants(subject: Subject, variants: readonly NamedVariant[]): ScoredVariant[] {
  const explaining = variants.flatMap(named => {
    const explains = new Set(subject.wrong.filter(cell => explanationOf(named.variant, cell) !== null))
    return explains.size === 0 ? [] : [{ ...named, explains }]
  })
  const most = explaining
    .toSorted((a, b) => b.explains.size - a.explains.size || a.variant.cost - b.variant.cost)
    .slice(0, heldMax)
  return explaining
    .filter(each => most.includes(each))
    .map(each => ({
      ...each,
      contradicts: new Set(subject.right.filter(cell => isContradicted(each.variant, cell))),
    }))
}
