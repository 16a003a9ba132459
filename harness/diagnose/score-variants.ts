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
  /** What had to be chosen in each of them (bits), where a loose variant tells. */
  readonly chosenBits: ReadonlyMap<StoredCell, number>
  /** Right cells of which it says another value. */
  readonly contradicts: ReadonlySet<StoredCell>
}

/** Variants that are held against right cells: those that explain most; and those of them that are held against all. */
const heldMax = 100
const heldWhole = 40

/** Of one cause at most so many, so that a family of variants that say the same leaves room for others. */
const heldEach = 20

/** Cells by which variants with much to choose are looked at first, and right cells that variants are tried on first. */
const firstWrong = 16
const firstRight = 120
const muchToChoose = 3

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

/** NaN equals nothing, but a rule that says NaN says what was given. */
function isGiven(cell: StoredCell, { answer }: Prediction): boolean {
  const { value, state } = cell.given
  if (Number.isNaN(value)) return Number.isNaN(answer.value) && (state === null || state === answer.state)
  return equalsRecomputed(cell.feature, cell.given, { ...answer, judged: true })
}

/** Holds variants against the cells of a subject; those that explain nothing, or contradict most, fall out. */
export function scoreVariants(subject: Subject, variants: readonly NamedVariant[]): ScoredVariant[] {
  const first = spread(subject.wrong, firstWrong)
  const explaining = variants.flatMap(named => {
    const { variant } = named
    const isIdle = variant.cost >= muchToChoose && variant.kind === 'strict'
    if (isIdle && !first.some(cell => explanationOf(variant, cell) !== null)) return []
    const explains = new Set<StoredCell>()
    const chosenBits = new Map<StoredCell, number>()
    for (const cell of subject.wrong) {
      const found = explanationOf(variant, cell)
      if (found === null) continue
      explains.add(cell)
      if (found.bits !== undefined) chosenBits.set(cell, found.bits)
    }
    return explains.size === 0 ? [] : [{ ...named, explains, chosenBits }]
  })
  const most = fewEach(
    explaining.toSorted((a, b) => b.explains.size - a.explains.size || a.variant.cost - b.variant.cost),
  ).slice(0, heldMax)
  const kept = best(most.map(each => held(each, spread(subject.right, firstRight))))
  const whole = new Map(kept.map(each => [each.variant, held(each, subject.right)]))
  return explaining.flatMap(({ variant }) => whole.get(variant) ?? [])
}

function held(named: Omit<ScoredVariant, 'contradicts'>, right: readonly StoredCell[]): ScoredVariant {
  return { ...named, contradicts: new Set(right.filter(cell => isContradicted(named.variant, cell))) }
}

/** Those that could be named at all, the likeliest of them. */
function best(scored: readonly ScoredVariant[]): ScoredVariant[] {
  const worth = ({ explains, contradicts, variant }: ScoredVariant) =>
    explains.size * 2 - contradicts.size - variant.cost / 5
  const likely = scored.filter(({ explains, contradicts }) => contradicts.size <= explains.size * 2)
  return fewEach(likely.toSorted((a, b) => worth(b) - worth(a))).slice(0, heldWhole)
}

/** The first few of each cause, in their order. */
function fewEach<T extends NamedVariant>(ordered: readonly T[]): T[] {
  const counts = new Map<CauseName, number>()
  return ordered.filter(({ cause }) => {
    const count = counts.get(cause) ?? 0
    counts.set(cause, count + 1)
    return count < heldEach
  })
}

/** Elements of a list, evenly spread over it. */
export function spread<T>(all: readonly T[], most: number): T[] {
  const every = Math.max(1, Math.ceil(all.length / most))
  return all.filter((_, i) => i % every === 0)
}
