import type { Target, TargetColumn } from '../../features/target.ts'
import { targetEntity } from '../../features/target.ts'
import type { State, Value } from '../../features/value.ts'
import type { Applied } from '../store.ts'
import type { ServedCell, ServedRow, TrainingRow } from './history.ts'
import { decodeRaw } from './raw-cells.ts'
import { named, plainColumn, type ReadColumn } from './read-chunks.ts'
import { quoteName, quoteText } from './sql-text.ts'
import type { StagedTable } from './staged-history.ts'

/** Gives the cells of a row in the order in which the columns of its reading stand. */
type Cells = (index: number) => Value

/** Columns of a query and how a row of them is put together. */
export interface RowReading<Row> {
  readonly columns: readonly ReadColumn[]
  rowOf(cell: Cells): Row
}

/** Reads served rows of a table under the alias `s`. */
export function servedReading(table: StagedTable): RowReading<ServedRow> {
  const features = table.columns
  const request = [...table.request]
  const entity = targetEntity(table.target)
  const columns = [
    ...fixedColumns(table.target, 's'),
    ...['answered_at', 'version', 'asked_version', 'applied', 'watermark'].map(name =>
      plainColumn(`s.${name}`),
    ),
    ...request.map(([name, type]) => named(`request_${name}`, type, 's')),
    ...features.flatMap(({ column, feature }) => [named(column, feature.type, 's'), stateColumn(column)]),
  ]
  const fixed = entity.length + 3
  const appliedOf = rememberApplied()
  return {
    columns,
    rowOf: cell => {
      const kept = keptOf(cell(0))
      const number = (name: string, index: number) => numberOf(kept?.get(name) ?? cell(index))
      return {
        probeId: cell(1) as string | bigint,
        key: keyOf(table.target, cell, kept),
        asOf: number('as_of', 2) as number,
        answeredAt: number('answered_at', fixed) as number,
        version: number('version', fixed + 1),
        askedVersion: number('asked_version', fixed + 2),
        applied: appliedOf(cell(fixed + 3) as string | null),
        watermark: number('watermark', fixed + 4),
        request: Object.fromEntries(
          request.map(([name], i) => [name, kept?.get(`request_${name}`) ?? cell(fixed + 5 + i)]),
        ),
        cells: cellsOf(features, cell, fixed + 5 + request.length, kept),
      }
    },
  }
}

/** Reads training rows of a table under the alias `t`. */
export function trainingReading(table: StagedTable): RowReading<TrainingRow> {
  const features = table.trainingColumns
  const first = targetEntity(table.target).length + 3
  return {
    columns: [
      ...fixedColumns(table.target, 't'),
      ...features.map(({ column, feature }) => named(column, feature.type, 't')),
    ],
    rowOf: cell => {
      const kept = keptOf(cell(0))
      const values: Record<string, Value> = {}
      for (const [i, { column }] of features.entries()) {
        const value = kept?.has(column) ? kept.get(column) : cell(first + i)
        if (value !== undefined) values[column] = value
      }
      const probeId = table.trainingProbeIdType === null ? null : (cell(1) as string | bigint | null)
      return {
        probeId,
        key: keyOf(table.target, cell, kept),
        asOf: Number(kept?.get('as_of') ?? cell(2)),
        values,
      }
    },
  }
}

/** `__raw`, the probe, as-of time and the key: what both tables begin with. */
function fixedColumns(target: Target, alias: string): ReadColumn[] {
  return [
    ...['__raw', 'probe_id', 'as_of'].map(name => plainColumn(`${alias}.${name}`)),
    ...targetEntity(target).map(part => named(part.name, part.type, alias)),
  ]
}

type Kept = ReadonlyMap<string, Value | undefined> | null

function keptOf(raw: Value): Kept {
  return raw === null ? null : decodeRaw(raw as string)
}

function keyOf(target: Target, cell: Cells, kept: Kept): Value[] {
  return targetEntity(target).map((part, i) => kept?.get(part.name) ?? cell(3 + i))
}

function cellsOf(
  features: readonly TargetColumn[],
  cell: Cells,
  from: number,
  kept: Kept,
): Record<string, ServedCell> {
  const cells: Record<string, ServedCell> = {}
  for (let i = 0; i < features.length; i++) {
    const { column } = features[i] as TargetColumn
    const value = kept?.has(column) ? kept.get(column) : cell(from + 2 * i)
    if (value !== undefined)
      cells[column] = { value, state: states[cell(from + 2 * i + 1) as number] ?? null }
  }
  return cells
}

const states: readonly State[] = ['present', 'null', 'not-found', 'expired', 'error']

/** A state is read as its number: millions of texts are what reading would mostly wait for. */
function stateColumn(column: string): ReadColumn {
  const branches = states.map((state, i) => `WHEN ${quoteText(state)} THEN ${i}`)
  return plainColumn(`CAST(CASE s.${quoteName(`${column}__state`)} ${branches.join(' ')} END AS UTINYINT)`)
}

function numberOf(value: Value): number | null {
  return value === null ? null : Number(value)
}

/** Neighbouring probes mostly share what was applied, so the last one is kept instead of parsed again. */
function rememberApplied(): (text: string | null) => Applied | null {
  let last: { readonly text: string; readonly applied: Applied } | null = null
  return text => {
    if (text === null) return null
    if (last?.text !== text) last = { text, applied: JSON.parse(text) as Applied }
    return last.applied
  }
}
