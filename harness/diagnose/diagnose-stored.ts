import { equalsRecomputed } from '../diff/equal.ts'
import type { ColumnCells } from './build-cells.ts'
import { type CauseName, unexplained } from './cause-name.ts'
import type { Subject } from './cause-rule.ts'
import type { StoredCell } from './cell.ts'
import type { ScoredColumn, ShowsElsewhere } from './choose-causes.ts'
import type { NamedCause } from './diagnosis.ts'
import { evaluateAsked } from './evaluate-asked.ts'
import { joinPolicies } from './join-policies.ts'
import { proofSentence } from './proof-sentence.ts'
import { causeRules } from './rules/index.ts'
import {
  explanationOf,
  isContradicted,
  type ScoredVariant,
  scoreVariants,
  spread,
  variantsOf,
} from './score-variants.ts'
import { sideOf } from './side-vote.ts'

/** Mismatches by which causes are chosen; those that were chosen are then held against all that were sampled. */
const pilotMax = 60

/** Facts that the pilot may hold in all, so that a hot key does not hold the diagnosis up; at least three cells go. */
const pilotFacts = 12_000
const rightFacts = 60_000

/** A key with more records than this is not looked at. */
const recordsMax = 20_000

/** A column whose variants have been held against its cells. */
export interface StoredSubject extends ScoredColumn {
  readonly cells: ColumnCells
  readonly subject: Subject
}

/** Tries every rule on a column. */
export function trySubject(cells: ColumnCells): StoredSubject | null {
  const [first] = cells.wrong
  if (first === undefined) return null
  const subject: Subject = {
    feature: first.feature,
    side: cells.side,
    wrong: within(spread(cells.wrong, pilotMax), pilotFacts, 3),
    right: within(cells.right, rightFacts, 10),
  }
  return { cells, subject, wrong: subject.wrong, scored: scoreVariants(subject, variantsOf(subject)) }
}

/** The cells with the fewest records that stay within a number of records, `least` in any case; in their order. */
function within(cells: readonly StoredCell[], most: number, least: number): StoredCell[] {
  let sum = 0
  const kept = cells
    .filter(({ records }) => records.length <= recordsMax)
    .toSorted((a, b) => a.records.length - b.records.length)
    .filter(({ records }, i) => {
      sum += records.length
      return sum <= most || i < least
    })
  const set = new Set(kept)
  return cells.filter(cell => set.has(cell))
}

/** Right cells of a clean column that are held against a cause. */
const cleanMax = 150

/** In how many columns that are all right a way to be wrong would show, found once a way. */
export function showsIn(clean: readonly ColumnCells[]): ShowsElsewhere {
  const known = new Map<string, number>()
  return ({ cause, variant: { label } }) => {
    const name = `${cause} ${label}`
    const count = known.get(name) ?? clean.filter(column => shows(cause, label, column)).length
    known.set(name, count)
    return count
  }
}

function shows(cause: CauseName, label: string, { right, side }: ColumnCells): boolean {
  const [first] = right
  if (first === undefined) return false
  const some = within(spread(right, cleanMax), pilotFacts, 3)
  const subject: Subject = { feature: first.feature, side, wrong: [], right: some }
  const variants = causeRules[cause].variants(subject).filter(each => each.label === label)
  return variants.length > 0 && variants.every(variant => some.some(cell => isContradicted(variant, cell)))
}

/** The causes of a column, and the cause of each of its sampled mismatches. */
export function nameCauses(
  { cells, subject, scored }: StoredSubject,
  chosen: readonly ScoredVariant[],
  established: ReadonlySet<CauseName>,
): { readonly causes: NamedCause[]; readonly of: Map<StoredCell, NamedCause['cause']> } {
  // What is left, and a cause explains that is established elsewhere on this side, is that cause's, though it proves nothing.
  const further = scored.filter(each => established.has(each.cause) && !chosen.includes(each))
  const named = new Set(chosen)
  const of = new Map<StoredCell, NamedCause['cause']>()
  const shows = new Map<ScoredVariant, StoredCell>()
  for (const cell of cells.wrong) {
    const explains = ({ variant }: ScoredVariant) => explanationOf(variant, cell) !== null
    const own = chosen.find(explains)
    const isJoint = own === undefined && jointly(cell, chosen)
    const found = own ?? (isJoint ? undefined : further.find(explains))
    if (found !== undefined) named.add(found)
    if (found !== undefined && !shows.has(found)) shows.set(found, cell)
    of.set(cell, found?.cause ?? (isJoint ? (chosen[0] as ScoredVariant).cause : unexplained))
  }
  const causes = [...Map.groupBy(named, ({ cause }) => cause).values()].map(ways => {
    return causeOf(cells, subject, ways as [ScoredVariant, ...ScoredVariant[]], of, shows)
  })
  const left = cells.wrong.filter(cell => of.get(cell) === unexplained)
  if (left.length > 0) causes.push(unexplainedOf(cells, subject, left, scored))
  return { causes: causes.toSorted((a, b) => b.explained - a.explained), of }
}

/** Whether two of the causes at once explain a cell that neither explains alone. */
function jointly(cell: StoredCell, chosen: readonly ScoredVariant[]): boolean {
  const policies = chosen.flatMap(({ variant }) =>
    variant.kind === 'strict' && variant.policy !== undefined ? [variant.policy(cell)] : [],
  )
  return policies.some((a, i) =>
    policies.some((b, j) => {
      const joined = i === j ? null : joinPolicies(a, b)
      if (joined === null) return false
      return equalsRecomputed(cell.feature, cell.given, {
        ...evaluateAsked(cell, joined).answer,
        judged: true,
      })
    }),
  )
}

function causeOf(
  cells: ColumnCells,
  subject: Subject,
  ways: readonly [ScoredVariant, ...ScoredVariant[]],
  of: ReadonlyMap<StoredCell, NamedCause['cause']>,
  shows: ReadonlyMap<ScoredVariant, StoredCell>,
): NamedCause {
  const shown = ways.find(way => shows.has(way)) ?? ways[0]
  const { cause, variant } = shown
  const contradicts = new Set(ways.flatMap(way => [...way.contradicts]))
  const explained = [...of.values()].filter(each => each === cause).length
  return {
    ...common(cells, subject, explained),
    cause,
    does: variant.label,
    mend: causeRules[cause].mend,
    contradicted: contradicts.size,
    confidence: (explained / of.size) * keptShare(contradicts.size, subject.right.length),
    proof: proofSentence(shows.get(shown) ?? (cells.wrong[0] as StoredCell), variant),
    ruledOut: [],
  }
}

function common(
  { side, votes, wrong, wrongOf, rightOf }: ColumnCells,
  { right }: Subject,
  explained: number,
) {
  return {
    side,
    wrongSide: sideOf(votes),
    explained,
    mismatches: wrong.length,
    matches: right.length,
    mismatchesOf: wrongOf,
    matchesOf: rightOf,
  }
}

function keptShare(contradicted: number, of: number): number {
  return of === 0 ? 1 : 1 - contradicted / of
}

function unexplainedOf(
  cells: ColumnCells,
  subject: Subject,
  left: readonly StoredCell[],
  scored: readonly ScoredVariant[],
): NamedCause {
  const partly = new Set(scored.map(({ cause }) => cause))
  const ruledOut = [...new Set(variantsOf(subject).map(({ cause }) => cause))].filter(
    cause => !partly.has(cause),
  )
  return {
    ...common(cells, subject, left.length),
    cause: unexplained,
    does: 'does something that no rule reproduces',
    mend: 'shrink the case and look at the facts behind it',
    contradicted: 0,
    confidence: 0,
    proof: proofSentence(left[0] as StoredCell, null),
    ruledOut,
  }
}
