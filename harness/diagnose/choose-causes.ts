import { type CauseName, causeNames } from './cause-name.ts'
import type { StoredCell } from './cell.ts'
import type { ScoredVariant } from './score-variants.ts'
import { surpriseOf } from './surprise.ts'

/** What an account costs, in bits or so: the shortest account of all columns of a side names the causes. */
const costs = {
  /** A mismatch that nothing explains. */
  unexplained: 10,
  /** A right cell of which a cause says otherwise. */
  contradicted: 5,
  /** To name a first cause, and each further one. */
  first: 2,
  further: 14,
  /** To say that a way is met in a column, and that it is not met in one where it would show. */
  inColumn: 1,
  notInColumn: 1.5,
  /** To name a second way of a column, and each further one. */
  another: 3,
  /** To name a way again that another column has named. */
  sameWay: 0.25,
} as const

/** The least that a choice in each cell leaves of a mismatch, however well it fits: what is predicted fits better. */
const chosenLeast = 1.5

/** What it costs more, as a share of all that is wrong, to name a cause with a choice in each cell beside others. */
const looseShare = 0.03

/** Ways of the causes that a column may have at most. */
const waysMax = 5

/** Accounts that differ by less (in bits) are as good: then the more specific cause is named. */
const nearly = 0.2

/** Causes whose ways are held against clean columns too: those that come this near (in bits) to the best. */
const nearBits = 60

/** A column with mismatches, and what its variants say of them. */
export interface ScoredColumn {
  readonly wrong: readonly StoredCell[]
  readonly scored: readonly ScoredVariant[]
}

/** In how many columns without a mismatch a way to be wrong would show. */
export type ShowsElsewhere = (way: ScoredVariant) => number

/** The ways that a set of causes takes in each column, and what that account costs (bits). */
interface Account {
  readonly causes: readonly CauseName[]
  readonly ways: ReadonlyMap<ScoredColumn, readonly ScoredVariant[]>
  readonly bits: number
}

/**
 * The causes that account most shortly for all columns of a side at once: one bug shows in many features, so they are named
 * together. A cause is added, taken away or exchanged as long as that makes the account shorter.
 */
export function chooseCauses(
  columns: readonly ScoredColumn[],
  showsElsewhere: ShowsElsewhere,
): ReadonlyMap<ScoredColumn, readonly ScoredVariant[]> {
  const met = new Set(columns.flatMap(({ scored }) => scored.map(({ cause }) => cause)))
  const names = causeNames.filter(name => met.has(name))
  let best = accountOf(columns, [])
  for (let step = 0; step < 12; step++) {
    const others = [...added(best, names), ...removed(best), ...exchanged(best, names)]
    const next = shortest(columns, others, showsElsewhere)
    if (next === null || next.bits >= best.bits) break
    best = next
  }
  return best.ways
}

function added({ causes }: Account, names: readonly CauseName[]): CauseName[][] {
  return names.filter(name => !causes.includes(name)).map(name => [...causes, name])
}

function removed({ causes }: Account): CauseName[][] {
  return causes.map(cause => causes.filter(each => each !== cause))
}

function exchanged({ causes }: Account, names: readonly CauseName[]): CauseName[][] {
  const others = names.filter(name => !causes.includes(name))
  return causes.flatMap((_, i) => others.map(other => causes.with(i, other)))
}

/** The shortest of some accounts; of those that are as short the one with the more specific causes. */
function shortest(
  columns: readonly ScoredColumn[],
  sets: readonly (readonly CauseName[])[],
  showsElsewhere: ShowsElsewhere,
): Account | null {
  const plain = sets.map(causes => accountOf(columns, causes))
  const least = Math.min(...plain.map(({ bits }) => bits))
  const near = plain
    .filter(({ bits }) => bits <= least + nearBits)
    .map(account => ({ ...account, bits: account.bits + elsewhereBits(account, showsElsewhere) }))
  const fewest = Math.min(...near.map(({ bits }) => bits))
  const rank = ({ causes }: Account) => causes.reduce((sum, cause) => sum + causeNames.indexOf(cause), 0)
  const alike = near.filter(({ bits }) => bits <= fewest + nearly)
  return alike.toSorted((a, b) => a.causes.length - b.causes.length || rank(a) - rank(b))[0] ?? null
}

function elsewhereBits({ ways }: Account, showsElsewhere: ShowsElsewhere): number {
  const all = [...ways.values()].flat()
  const byLabel = new Map(all.map(way => [`${way.cause} ${way.variant.label}`, way]))
  let sum = 0
  for (const way of byLabel.values()) sum += showsElsewhere(way) * costs.notInColumn
  return sum
}

/** What a set of causes says of all columns, those with the most mismatches first. */
function accountOf(columns: readonly ScoredColumn[], causes: readonly CauseName[]): Account {
  const named = new Set<string>()
  const ways = new Map<ScoredColumn, readonly ScoredVariant[]>()
  const strict = new Set<CauseName>()
  let bits = 0
  const ordered = columns.toSorted((a, b) => b.wrong.length - a.wrong.length)
  for (const column of ordered) {
    const own = waysOf(column, causes, named)
    ways.set(column, own.ways)
    bits += own.bits
    for (const { cause, variant } of own.ways) if (variant.kind === 'strict') strict.add(cause)
  }
  const whole = columns.reduce((sum, { wrong }) => sum + wrong.length, 0) * costs.unexplained
  for (const [i, cause] of causes.entries()) {
    bits += i === 0 ? costs.first : costs.further
    if (causes.length > 1 && !strict.has(cause)) bits += whole * looseShare
  }
  return { causes, ways, bits }
}

/** The ways of one column: one after another, the one that saves most. */
function waysOf(column: ScoredColumn, causes: readonly CauseName[], named: Set<string>) {
  const candidates = column.scored.filter(({ cause }) => causes.includes(cause))
  const open = new Map(column.wrong.map(cell => [cell, costs.unexplained as number]))
  const contradicted = new Set<StoredCell>()
  const taken: ScoredVariant[] = []
  let bits = column.wrong.length * costs.unexplained
  while (taken.length < waysMax) {
    const more = taken.length === 0 ? 0 : costs.another
    const saving = candidates.map(way => ({ way, saved: savingOf(way, open, contradicted, named) - more }))
    const most = saving.reduce((a, b) => (b.saved > a.saved ? b : a), { way: null, saved: 0 } as {
      way: ScoredVariant | null
      saved: number
    })
    if (most.way === null) break
    const { way, saved } = most
    taken.push(way)
    bits -= saved
    named.add(way.variant.label)
    for (const cell of way.explains) open.set(cell, Math.min(open.get(cell) ?? 0, costIn(way, cell)))
    for (const cell of way.contradicts) contradicted.add(cell)
  }
  return { bits, ways: taken }
}

function savingOf(
  way: ScoredVariant,
  open: ReadonlyMap<StoredCell, number>,
  contradicted: ReadonlySet<StoredCell>,
  named: ReadonlySet<string>,
): number {
  const { variant, explains, contradicts } = way
  let saved = -costs.inColumn
  saved -= named.has(variant.label) ? costs.sameWay : variant.kind === 'loose' ? 0 : variant.cost
  for (const cell of explains) saved += Math.max(0, (open.get(cell) ?? 0) - costIn(way, cell))
  for (const cell of contradicts) if (!contradicted.has(cell)) saved -= costs.contradicted
  return saved
}

/** What is left of a mismatch that a way explains: nothing where it is predicted, else what had to be chosen. */
function costIn({ variant, chosenBits }: ScoredVariant, cell: StoredCell): number {
  if (variant.kind === 'strict') return 0
  const bits = chosenBits.get(cell) ?? variant.cost
  const won = surpriseOf(cell) - bits
  return Math.min(costs.unexplained, Math.max(Math.min(chosenLeast, bits), costs.unexplained - won))
}
