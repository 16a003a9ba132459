import { quoteName } from '../../history/sql-text.ts'
import type { ColumnKind, DriftColumn, DriftTable } from './drift-table.ts'

/** One feature on both sides, in one kind. */
export interface ColumnPair {
  readonly column: string
  readonly kind: ColumnKind
  readonly type: string
  /** SQL over each side's relation. */
  readonly reference: string
  readonly current: string
  /** SQL of the state on each side; null where either side gives none. */
  readonly states: { readonly reference: string; readonly current: string } | null
  /** What the reader should hear: ages, mixed types. */
  readonly notes: readonly string[]
  /** The sides' types differ, but can be compared. */
  readonly typeDiffers: boolean
}

/** A column that is on both sides, but cannot be compared, or should not be. */
export type Pairing =
  | { readonly kind: 'pair'; readonly pair: ColumnPair }
  | {
      readonly kind: 'changed'
      readonly column: string
      readonly reference: string
      readonly current: string
    }
  | { readonly kind: 'not-compared'; readonly column: string; readonly reason: string }

/** Pairs a column that both tables have; `time` is the column of the as-of time, which makes ages of timestamps. */
export function pairColumn(
  column: string,
  reference: DriftTable,
  current: DriftTable,
  time: string,
): Pairing {
  const [a, b] = [reference.columns.get(column)!, current.columns.get(column)!]
  for (const side of [a, b]) {
    if (side.kind === 'other') {
      return {
        kind: 'not-compared',
        column,
        reason: `its type ${side.type} cannot be compared: unpack it into columns`,
      }
    }
  }
  const kind = commonKind(a, b)
  if (kind === null) return { kind: 'changed', column, reference: a.type, current: b.type }
  const state = quoteName(`${column}__state`)
  const hasStates = reference.columns.has(`${column}__state`) && current.columns.has(`${column}__state`)
  const pair: ColumnPair = {
    column,
    kind,
    type: a.kind === 'empty' ? b.type : a.type,
    reference: castTo(kind, a),
    current: castTo(kind, b),
    states: hasStates ? { reference: state, current: state } : null,
    notes:
      a.type === b.type || a.kind === 'empty' || b.kind === 'empty'
        ? []
        : [`${a.type} in the reference, ${b.type} now`],
    typeDiffers: a.kind !== b.kind && a.kind !== 'empty' && b.kind !== 'empty',
  }
  return kind === 'timestamp' ? agePair(pair, reference, current, time) : { kind: 'pair', pair }
}

function commonKind(a: DriftColumn, b: DriftColumn): ColumnKind | null {
  if (a.kind === b.kind) return a.kind === 'list' && a.type !== b.type ? null : a.kind
  if (a.kind === 'empty') return b.kind
  if (b.kind === 'empty') return a.kind
  const both = new Set([a.kind, b.kind])
  if (both.has('int') && both.has('float')) return 'float'
  if (both.has('vector') && both.has('list')) return 'list'
  return null
}

const casts: Partial<Readonly<Record<ColumnKind, string>>> = {
  float: 'DOUBLE',
  int: 'BIGINT',
  bool: 'BOOLEAN',
  string: 'VARCHAR',
  timestamp: 'BIGINT',
}

function castTo(kind: ColumnKind, column: DriftColumn): string {
  if (column.kind === 'empty') return casts[kind] === undefined ? 'NULL' : `NULL::${casts[kind]}`
  return kind === 'float' && column.kind === 'int' ? `${column.sql}::DOUBLE` : column.sql
}

/** A timestamp moves with the calendar, so it is compared as its age at the as-of time. */
function agePair(pair: ColumnPair, reference: DriftTable, current: DriftTable, time: string): Pairing {
  const times = [reference, current].map(table => asMicros(table.columns.get(time)))
  const without = times[0] === null ? reference : times[1] === null ? current : null
  if (without !== null) {
    return {
      kind: 'not-compared',
      column: pair.column,
      reason: `a timestamp moves with the calendar, and its age is not known: ${noTime(without, time)}`,
    }
  }
  const age = { reference: `(${times[0]} - ${pair.reference})`, current: `(${times[1]} - ${pair.current})` }
  return {
    kind: 'pair',
    pair: {
      ...pair,
      ...age,
      kind: 'int',
      notes: [...pair.notes, 'compared as its age at the as-of time, in µs'],
    },
  }
}

/** Why a column is no time of a row: it is not there, or it is of another type. */
export function noTime(table: DriftTable, time: string): string {
  const column = table.columns.get(time)
  if (column === undefined) return `${table.name} has no column ${time}: name it with --time`
  if (column.kind === 'empty')
    return `${time} of ${table.name} is empty: fill it, or name another column with --time`
  return `${time} of ${table.name} is ${column.type}, no timestamp: write instants such as 2026-03-01T00:00:00Z in every row, or name another column with --time`
}

/** SQL of an as-of time in µs: staged tables hold it as a BIGINT. */
export function asMicros(column: DriftColumn | undefined): string | null {
  return column?.kind === 'timestamp' || column?.kind === 'int' ? column.sql : null
}
