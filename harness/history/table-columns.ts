import { suggestName } from '../../features/nearest-name.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { MappedColumn, Mapping } from './parse-mapping.ts'

/** Our columns of one table, and where the mapping says they stand. */
export interface TableColumns {
  /** The table's name in messages and mappings: `served`, `events.payments`. */
  readonly table: string
  /** Where one of our columns stands: under its own name, unless the mapping names another. */
  theirs(ours: string): MappedColumn
  readonly mapped: ReadonlySet<string>
}

/** One table that a mapping may speak of: its names, the first of them the usual one, and our columns. */
export interface MappableTable {
  readonly names: readonly string[]
  readonly columns: ReadonlySet<string>
  /** Our columns that hold times, and those that hold ids. */
  readonly times: ReadonlySet<string>
  readonly ids: ReadonlySet<string>
}

/** Binds a mapping to a table: an entry under a later name of the table gives way to one under an earlier. */
export function columnsOf(mapping: Mapping, { names }: MappableTable): TableColumns {
  const found = new Map<string, MappedColumn>()
  for (const name of names) {
    for (const [ours, mapped] of mapping.get(name) ?? []) if (!found.has(ours)) found.set(ours, mapped)
  }
  return {
    table: names[0] as string,
    theirs: ours => found.get(ours) ?? { column: ours, unit: null, idKind: null },
    mapped: new Set(found.keys()),
  }
}

/**
 * Holds every entry of a mapping against the tables that there are.
 * @throws PlumblineError `bad-mapping` for an unknown table or column, with the nearest, and for a unit out of place.
 */
export function checkMapping(mapping: Mapping, tables: readonly MappableTable[]): void {
  for (const [name, columns] of mapping) {
    const matching = tables.filter(table => table.names.includes(name))
    if (matching.length === 0) {
      const known = suggestName(name, new Set(tables.flatMap(table => table.names)))
      throw new PlumblineError('bad-mapping', `The mapping names the unknown table ${name}: ${known}`)
    }
    const known = new Set(matching.flatMap(table => [...table.columns]))
    for (const [ours, mapped] of columns) {
      if (!known.has(ours)) {
        const mend = suggestName(ours, known)
        throw new PlumblineError(
          'bad-mapping',
          `The mapping names ${name}.${ours}, which is none of our columns: ${mend}`,
        )
      }
      checkSuffix(`${name}.${ours}`, ours, mapped, matching)
    }
  }
}

function checkSuffix(
  shown: string,
  ours: string,
  mapped: MappedColumn,
  tables: readonly MappableTable[],
): void {
  if (mapped.unit !== null && !tables.some(table => table.times.has(ours))) {
    throw new PlumblineError(
      'bad-mapping',
      `The mapping gives ${shown} a unit, but it holds no times: leave out @${mapped.unit}`,
    )
  }
  if (mapped.idKind !== null && !tables.some(table => table.ids.has(ours))) {
    throw new PlumblineError(
      'bad-mapping',
      `The mapping gives ${shown} a kind of id, but it holds no ids: leave out @${mapped.idKind}`,
    )
  }
}
