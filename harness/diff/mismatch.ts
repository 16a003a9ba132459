import type { KeyPart } from '../../features/definitions.ts'
import { targetEntity, targetName } from '../../features/target.ts'
import type { Instant, Micros, State, Value, ValueType } from '../../features/value.ts'
import type { ServedRow, TrainingRow } from '../history/history.ts'
import { canonicalText } from './canonical-text.ts'
import type { Given } from './equal.ts'
import type { CellJudgement, RowJudgement } from './judgement.ts'
import type { TargetPlan } from './target-plan.ts'

/** The parts of a difference, the gravest first; semantics § 7. */
export const parts = ['defect', 'leak', 'staleness', 'late-data'] as const

export type Part = (typeof parts)[number]
type Side = 'online' | 'offline' | 'none'

/** A value as canonical JSON text, with its state where there is one. */
export interface ShownValue {
  readonly text: string
  readonly state: State | null
}

/** One row of `mismatches.parquet`: a cell and a part of its difference; history § What is made of a History. */
export interface Mismatch {
  readonly scenario: string | null
  readonly seed: number | null
  readonly target: string
  readonly probeId: bigint | string
  readonly key: readonly { readonly part: KeyPart; readonly value: Value }[]
  readonly asOf: Instant
  /** The column; null where a probe has no training row, or several. */
  readonly feature: string | null
  readonly served: ShownValue | null
  readonly training: ShownValue | null
  readonly asKnown: ShownValue | null
  readonly asTrained: ShownValue | null
  readonly asApplied: ShownValue | null
  readonly part: Part
  readonly side: Side
  /** µs, of staleness. */
  readonly lag: Micros | null
  /** Null until a diagnosis names it. */
  readonly cause: string | null
}

/** A row that was judged, and where it came from. */
export interface JudgedRow {
  readonly scenario: string | null
  readonly seed: number | null
  readonly target: TargetPlan
  readonly served: ServedRow
  /** The row's own training row, where there is just one. */
  readonly training?: TrainingRow | null
  readonly judgement: RowJudgement
}

/** Every mismatch of a row: a cell may be wrong online, wrong offline and late at once. */
export function mismatchesOf(row: JudgedRow): Mismatch[] {
  const about = aboutRow(row)
  const ofCells = row.judgement.cells.flatMap(cell => mismatchesOfCell(about, cell))
  const match = row.judgement.trainingMatch
  if (match !== 'missing' && match !== 'several') return ofCells
  const cause = match === 'missing' ? 'row-missing' : 'fan-out'
  const lacking = cellOf(about, null, { part: 'defect', side: 'offline', lag: null })
  return [{ ...lacking, cause }, ...ofCells]
}

function mismatchesOfCell(about: AboutRow, cell: CellJudgement): Mismatch[] {
  if (cell.values === null) return []
  const { served, training, lateData } = cell
  const found: Pick<Mismatch, 'part' | 'side' | 'lag'>[] = []
  if (served?.kind === 'defect') found.push({ part: 'defect', side: 'online', lag: null })
  if (served?.kind === 'staleness') found.push({ part: 'staleness', side: 'online', lag: served.lag })
  if (training?.kind === 'leak' || training?.kind === 'defect') {
    found.push({ part: training.kind, side: 'offline', lag: null })
  }
  if (lateData === true) found.push({ part: 'late-data', side: 'none', lag: null })
  return found.map(part => cellOf(about, cell, part))
}

/** What all mismatches of a row say alike. */
type AboutRow = Pick<Mismatch, 'scenario' | 'seed' | 'target' | 'probeId' | 'key' | 'asOf'>

function aboutRow({ scenario, seed, target: { target }, served }: JudgedRow): AboutRow {
  return {
    scenario,
    seed,
    target: targetName(target),
    probeId: served.probeId,
    key: targetEntity(target).map((part, i) => ({ part, value: served.key[i] ?? null })),
    asOf: served.asOf,
  }
}

function cellOf(
  about: AboutRow,
  cell: CellJudgement | null,
  { part, side, lag }: Pick<Mismatch, 'part' | 'side' | 'lag'>,
): Mismatch {
  const values = cell?.values ?? null
  const shown = (given: Given | null | undefined) => show(given ?? null, cell?.plan.feature.type ?? 'string')
  const training = values?.training ?? null
  return {
    ...about,
    feature: cell?.plan.column ?? null,
    served: shown(values?.served),
    training: shown(training === null ? null : { value: training.value, state: null }),
    asKnown: shown(values?.asKnown),
    asTrained: shown(values?.asTrained),
    asApplied: shown(values?.asApplied),
    part,
    side,
    lag,
    cause: null,
  }
}

function show(given: Given | null, type: ValueType): ShownValue | null {
  return given === null ? null : { text: canonicalText(given.value, type), state: given.state }
}

/** Columns that the table of mismatches has beyond the History's; a document may use their names for key parts. */
const ownColumns: ReadonlySet<string> = new Set([
  'scenario',
  'seed',
  'target',
  'lag_us',
  'served_state',
  'as_known_state',
  'as_trained_state',
  'as_applied_state',
])

/** The column of a key part in the table of mismatches: its name, unless a column beyond the History's has it. */
export function keyColumn(part: string): string {
  return ownColumns.has(part) ? `key_${part}` : part
}
