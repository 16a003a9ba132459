import { ownMember } from '../../features/own-member.ts'
import type { Value } from '../../features/value.ts'
import { equalsRecomputed, type Given } from '../diff/equal.ts'
import type { StoredPlan } from '../diff/target-plan.ts'
import { askAbout, pointsOf } from './ask-about.ts'
import type { CellRow, CellSide, ComputedCell, StoredCell, World } from './cell.ts'
import { evaluateAsked } from './evaluate-asked.ts'
import type { ColumnSample, SampledCell } from './sample-cells.ts'
import type { SideVotes } from './side-vote.ts'

/** The cells of one column on one side, with the records behind them, ready to be diagnosed. */
export interface ColumnCells {
  readonly target: string
  readonly column: string
  readonly side: CellSide
  readonly wrong: readonly StoredCell[]
  readonly right: readonly StoredCell[]
  readonly computed: readonly ComputedCell[]
  /** Rows whose result was looked at, of an on-demand feature. */
  readonly computedRows: readonly CellRow[]
  readonly otherVersion: readonly CellRow[]
  /** How many there were before sampling. */
  readonly wrongOf: number
  readonly rightOf: number
  readonly otherVersionOf: number
  readonly votes: SideVotes
}

type Declared = 'as-trained' | 'as-known'

/** Binds sampled cells to the logs of their History. */
export function buildCells(sample: ColumnSample, world: World, declared: Declared): ColumnCells {
  const { plan, side } = sample
  const rowOf = ({ row, batch, beside }: SampledCell): CellRow => ({
    scenario: row.scenario,
    seed: row.seed,
    target: row.target,
    served: row.served,
    batch,
    beside,
    world,
  })
  const wrong = sample.wrong.kept()
  const base = {
    target: sample.target,
    column: plan.column,
    side,
    otherVersion: sample.otherVersion.kept().map(rowOf),
    wrongOf: sample.wrong.seen,
    rightOf: sample.right.seen,
    otherVersionOf: sample.otherVersion.seen,
    votes: sample.votes,
  }
  if (plan.kind === 'on-demand') {
    const computed = wrong.flatMap(each => {
      const given = givenOf(each, side)
      return given === null ? [] : [{ plan, row: rowOf(each), side, given, own: ownOf(each, side) }]
    })
    const computedRows = [...wrong, ...sample.right.kept()].map(rowOf)
    return { ...base, wrong: [], right: [], computed, computedRows }
  }
  const storedOf = (each: SampledCell, isWrong: boolean): StoredCell[] => {
    const given = givenOf(each, side)
    return given === null ? [] : cellsOf(rowOf(each), plan, side, given, isWrong, declared)
  }
  return {
    ...base,
    wrong: wrong.flatMap(each => {
      const [first, ...others] = storedOf(each, true)
      return first === undefined ? [] : [{ ...first, others }]
    }),
    // What equals as-known may differ from what the store says that it had applied: it tells nothing then.
    right: sample.right.kept().flatMap(each => storedOf(each, false).find(isAsGiven) ?? []),
    computed: [],
    computedRows: [],
  }
}

function cellsOf(
  row: CellRow,
  plan: StoredPlan,
  side: CellSide,
  given: Given,
  wrong: boolean,
  declared: Declared,
): StoredCell[] {
  return pointsOf(row, plan, side, declared).map(point => ({
    ...askAbout(row, plan, side, point),
    given,
    wrong,
    others: [],
  }))
}

function isAsGiven(cell: StoredCell): boolean {
  return equalsRecomputed(cell.feature, cell.given, { ...evaluateAsked(cell).answer, judged: true })
}

function givenOf({ row, cell }: SampledCell, side: CellSide): Given | null {
  if (side === 'online') return ownMember(row.served.cells, cell.plan.column) ?? null
  const value = ownMember(row.training?.values ?? {}, cell.plan.column)
  return value === undefined ? null : { value, state: null }
}

function ownOf({ row }: SampledCell, side: CellSide): Record<string, Value> {
  if (side === 'offline') return { ...row.training?.values }
  return Object.fromEntries(Object.entries(row.served.cells).map(([column, { value }]) => [column, value]))
}

/** The name under which results know a column. */
export function columnName({ target, column }: { target: string; column: string }): string {
  return `${target}.${column}`
}
