import type { StoredCell } from './cell.ts'
import type { ScoredVariant } from './score-variants.ts'

/** What an account of a subject costs, in bits or so: the shortest account names the causes. */
const costs = {
  /** A mismatch that nothing explains. */
  unexplained: 10,
  /** A right cell of which a cause says otherwise. */
  contradicted: 5,
  /** To name a first cause, and each further one. */
  first: 2,
  further: 8,
  /** To name another way of a cause that is named already. */
  again: 1,
} as const

/** How much (in bits) an account may cost more and still be preferred for what other features say. */
const nearly = 4.5

/** What other features say for a cause, in bits; the more, the likelier it is here. */
export type Support = (scored: ScoredVariant) => number

/** What a variant would save if it were named next. */
export function savingOf(
  scored: ScoredVariant,
  open: ReadonlySet<StoredCell>,
  contradicted: ReadonlySet<StoredCell>,
  naming: 'first' | 'further' | 'again',
): number {
  const { variant, explains, contradicts } = scored
  const covered = count(explains, cell => open.has(cell))
  const each = costs.unexplained - (variant.kind === 'loose' ? variant.cost : 0)
  const chosen = variant.kind === 'loose' ? 0 : variant.cost
  const wrongly = count(contradicts, cell => !contradicted.has(cell))
  return covered * each - costs[naming] - chosen - wrongly * costs.contradicted
}

/**
 * The causes that account for the wrong cells most shortly: one after another, the one that saves most; of those that save
 * about as much, the one that other features speak for, then the one that saves more, then the earlier in the list. Each
 * further cause must explain cells that those before it do not.
 */
export function chooseCauses(
  wrong: readonly StoredCell[],
  scored: readonly ScoredVariant[],
  support: Support,
): ScoredVariant[] {
  const open = new Set(wrong)
  const contradicted = new Set<StoredCell>()
  const chosen: ScoredVariant[] = []
  while (open.size > 0) {
    const saving = scored
      .filter(each => !chosen.includes(each))
      .map(each => ({ each, saved: savingOf(each, open, contradicted, namingOf(each, chosen)) }))
      .filter(({ saved }) => saved > 0)
    const most = Math.max(...saving.map(({ saved }) => saved))
    const near = saving
      .filter(({ saved }) => saved >= most - nearly)
      .map(({ each, saved }) => ({ each, saved, support: support(each) }))
    const best = near.toSorted((a, b) => b.support - a.support || b.saved - a.saved)[0]
    if (best === undefined) break
    chosen.push(best.each)
    for (const cell of best.each.explains) open.delete(cell)
    for (const cell of best.each.contradicts) contradicted.add(cell)
  }
  return chosen
}

function namingOf({ cause }: ScoredVariant, chosen: readonly ScoredVariant[]) {
  if (chosen.length === 0) return 'first'
  return chosen.some(each => each.cause === cause) ? 'again' : 'further'
}

/** Of these causes, those that save about as much as the first would: only between them others decide. */
export function nearFirst(wrong: readonly StoredCell[], scored: readonly ScoredVariant[]): ScoredVariant[] {
  const open = new Set(wrong)
  const saving = scored.map(each => ({ each, saved: savingOf(each, open, new Set(), 'first') }))
  const most = Math.max(0, ...saving.map(({ saved }) => saved))
  return saving.filter(({ saved }) => saved > 0 && saved >= most - nearly).map(({ each }) => each)
}

function count<T>(all: Iterable<T>, of: (each: T) => boolean): number {
  let counted = 0
  for (const each of all) if (of(each)) counted++
  return counted
}
