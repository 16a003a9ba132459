import { suggestName } from '../../features/nearest-name.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { type TimeUnit, timeUnits } from './convert/time-text.ts'

/** What a mapping may say of a column of ids, whose kind CSV does not tell. */
const idKinds = ['int', 'string'] as const

export type IdKind = (typeof idKinds)[number]

const suffixes: readonly string[] = [...timeUnits, ...idKinds]

/** Where one of our columns stands in somebody's file, and how its cells are read. */
export interface MappedColumn {
  readonly column: string
  /** Of a column of times: the unit of its numbers, or that its texts without a zone are UTC. */
  readonly unit: TimeUnit | null
  /** Of a column of ids: whether it holds integers or texts. */
  readonly idKind: IdKind | null
}

/** By table (`served`, `training`, `events.payments`, `payments`, `served.checkout`), by our column. */
export type Mapping = ReadonlyMap<string, ReadonlyMap<string, MappedColumn>>

/** One entry of a mapping, as an option or a file gives it. */
export interface MappingEntry {
  readonly table: string
  readonly ours: string
  readonly mapped: MappedColumn
}

/**
 * Reads `<table>.<our column>=<their column>[@unit]`, such as `served.as_of=ts@ms`. Units: `s`, `ms`, `us`, `ns` for
 * numbers, `utc` for times without a zone; `int` or `string` for ids.
 * @throws PlumblineError `bad-mapping`
 */
export function parseMappingEntry(text: string): MappingEntry {
  const equals = text.indexOf('=')
  if (equals < 0) throw badMapping(text, 'has no =', 'write <table>.<our column>=<their column>')
  return entryOf(text.slice(0, equals), text.slice(equals + 1), text)
}

/**
 * Reads the same from JSON data: `{ "served": { "as_of": "ts@ms" }, "events": { "payments": { "id": "uid" } } }`, where
 * `{ "column": "a@b", "unit": "ms" }` stands for a column that has an @ in its name.
 * @throws PlumblineError `bad-mapping`
 */
export function parseMappingDocument(document: unknown, path: string): MappingEntry[] {
  const entries: MappingEntry[] = []
  const visit = (value: unknown, at: string): void => {
    if (typeof value === 'string') entries.push(entryOf(at, value, `${path}: ${at}`))
    else if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw badMapping(
        `${path}: ${at || 'the file'}`,
        'is no mapping',
        'write an object of tables and columns',
      )
    } else if ('column' in value && typeof value.column === 'string') {
      const unit = 'unit' in value && typeof value.unit === 'string' ? value.unit : null
      entries.push({
        ...splitTarget(at, `${path}: ${at}`),
        mapped: mappedColumn(value.column, unit, `${path}: ${at}`),
      })
    } else {
      for (const [name, each] of Object.entries(value)) visit(each, at === '' ? name : `${at}.${name}`)
    }
  }
  visit(document, '')
  return entries
}

/**
 * Puts entries together.
 * @throws PlumblineError `bad-mapping` where one of our columns is mapped twice.
 */
export function mappingOf(entries: readonly MappingEntry[]): Mapping {
  const mapping = new Map<string, Map<string, MappedColumn>>()
  for (const { table, ours, mapped } of entries) {
    const columns = mapping.get(table) ?? new Map<string, MappedColumn>()
    mapping.set(table, columns)
    if (columns.has(ours)) throw badMapping(`${table}.${ours}`, 'is mapped twice', 'keep one of the two')
    columns.set(ours, mapped)
  }
  return mapping
}

function entryOf(target: string, theirs: string, shown: string): MappingEntry {
  const at = theirs.lastIndexOf('@')
  const [column, suffix] = at < 0 ? [theirs, null] : [theirs.slice(0, at), theirs.slice(at + 1)]
  return { ...splitTarget(target, shown), mapped: mappedColumn(column, suffix, shown) }
}

function splitTarget(target: string, shown: string): { table: string; ours: string } {
  const dot = target.lastIndexOf('.')
  if (dot <= 0 || dot === target.length - 1) {
    throw badMapping(shown, 'names no table and column', 'write <table>.<our column>, such as served.as_of')
  }
  return { table: target.slice(0, dot), ours: target.slice(dot + 1) }
}

function mappedColumn(column: string, suffix: string | null, shown: string): MappedColumn {
  if (column === '') throw badMapping(shown, 'names none of their columns', 'write their column after the =')
  const unit = timeUnits.find(each => each === suffix) ?? null
  const idKind = idKinds.find(each => each === suffix) ?? null
  if (suffix !== null && unit === null && idKind === null) {
    throw badMapping(shown, `has the unknown unit ${suffix}`, suggestName(suffix, suffixes))
  }
  return { column, unit, idKind }
}

function badMapping(what: string, wrong: string, mend: string): PlumblineError {
  return new PlumblineError('bad-mapping', `The mapping ${what} ${wrong}: ${mend}`)
}
