import type { Instant, Value } from '../../features/value.ts'
import { wantedKeys } from '../audit/judge-staged-table.ts'
import type { KeyLogs } from '../audit/key-logs.ts'
import type { TargetPlan } from '../diff/target-plan.ts'
import type { ServedRow, TrainingReading } from '../history/history.ts'
import { keyText } from '../oracle/specification/compare-values.ts'
import { buildCells, type ColumnCells } from './build-cells.ts'
import type { CellSampler, ColumnSample, SampledCell } from './sample-cells.ts'

/** Records that are loaded for a diagnosis in all, and rows that are loaded first to learn how many a row brings. */
const recordsMax = 300_000
const rowsFirst = 16
const rowsMax = 4_000

export interface StagedDiagnosis {
  readonly sampler: CellSampler
  readonly logs: KeyLogs
  readonly cut: Instant
  readonly reading: TrainingReading
  readonly signal: AbortSignal
}

/** Loads what the sampled cells of a staged History need, within bounds, those of wrong rows first. */
export async function cellsOfStaged(asked: StagedDiagnosis): Promise<ColumnCells[]> {
  const { sampler, signal } = asked
  if (!sampler.found) return []
  const columns = sampler.columns()
  const cells: ColumnCells[] = []
  let loaded = 0
  for (const [target, ofTarget] of Map.groupBy(columns, targetOf)) {
    const rows = rowsOf(ofTarget)
    for (let at = 0, together = rowsFirst; at < rows.length && loaded < recordsMax; ) {
      signal.throwIfAborted()
      const some = rows.slice(at, at + together)
      const found = await cellsOfRows(asked, target, ofTarget, some)
      cells.push(...found.cells)
      loaded += found.records
      at += some.length
      together = Math.max(1, Math.floor(((recordsMax - loaded) * some.length) / Math.max(1, found.records)))
    }
  }
  return cells
}

function targetOf(sample: ColumnSample): TargetPlan {
  const [first] = [...sample.wrong.kept(), ...sample.right.kept(), ...sample.otherVersion.kept()]
  const plan = first?.row.target
  if (plan === undefined) throw new Error('a column was sampled without a cell')
  return plan
}

/** Rows with a wrong cell first, each once. */
function rowsOf(columns: readonly ColumnSample[]): SampledCell[] {
  const all = [
    ...columns.flatMap(({ wrong, otherVersion }) => [...wrong.kept(), ...otherVersion.kept()]),
    ...columns.flatMap(({ right }) => right.kept()),
  ]
  return [...new Map(all.map(each => [each.row.served, each])).values()].slice(0, rowsMax)
}

async function cellsOfRows(
  { logs, cut, reading }: StagedDiagnosis,
  target: TargetPlan,
  columns: readonly ColumnSample[],
  rows: readonly SampledCell[],
): Promise<{ cells: ColumnCells[]; records: number }> {
  const served = new Set(rows.map(({ row }) => row.served))
  const keys = new Map<string, readonly Value[]>()
  for (const { batch, beside, row } of rows) {
    const around = [beside.before, beside.after].filter(each => each !== null)
    for (const each of [row.served, ...near(batch.together, row.served), ...around]) {
      keys.set(keyText(each.key), each.key)
    }
  }
  const own = await logs.load(wantedKeys(target, [...keys.values()]))
  const world = { logs: own.logs, isWhole: false, targets: [target], cut, clockSlack: 0 }
  const cells = columns.map(column => buildCells(withRows(column, served), world, reading))
  return { cells, records: own.records }
}

/** The neighbours of a row in its batch, which may have been given its answer. */
function near(rows: readonly ServedRow[], served: ServedRow): readonly ServedRow[] {
  const place = rows.indexOf(served)
  return rows.filter((_, i) => Math.abs(i - place) <= 3 || i === 0 || i === rows.length - 1)
}

/** A column's sample with the cells of some rows only; totals stay with the part that holds its first cell. */
function withRows(sample: ColumnSample, served: ReadonlySet<ServedRow>): ColumnSample {
  const only = (part: ColumnSample['wrong']): ColumnSample['wrong'] => {
    const kept = part.kept()
    const some = kept.filter(({ row }) => served.has(row.served))
    const isFirst = kept[0] !== undefined && served.has(kept[0].row.served)
    return { add: part.add, seen: isFirst ? part.seen : 0, kept: () => some }
  }
  const { wrong, right, otherVersion, votes } = sample
  const first = [...wrong.kept(), ...otherVersion.kept()][0]
  const isFirst = first === undefined || served.has(first.row.served)
  const none = { online: 0, offline: 0, 'both-alike': 0, 'both-differently': 0 }
  return {
    ...sample,
    wrong: only(wrong),
    right: only(right),
    otherVersion: only(otherVersion),
    votes: isFirst ? votes : none,
  }
}
