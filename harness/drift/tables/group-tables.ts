import { formatInstant } from '../../../features/instant-text.ts'
import { suggestName } from '../../../features/nearest-name.ts'
import { PlumblineError } from '../../../features/plumbline-error.ts'
import { queryRows } from '../../history/query-rows.ts'
import { quoteName, quoteText } from '../../history/sql-text.ts'
import type { Engine } from '../engine.ts'
import { asMicros } from './column-pair.ts'
import { type DriftTable, filteredTable } from './drift-table.ts'

/** Two tables to hold against each other. */
interface TablePair {
  readonly name: string
  readonly reference: DriftTable
  readonly current: DriftTable
}

export interface Groups {
  readonly pairs: readonly TablePair[]
  readonly notes: readonly string[]
}

const periods = ['hour', 'day', 'week', 'month'] as const

/** Groups that one run compares at most: each takes its share of α. */
const groupsMax = 60

/**
 * Splits tables by `by`: `hour`, `day`, `week` or `month` of the time column, or a column such as version or region. With
 * both sides each group is compared with itself; with one, each period with the one before, and each other group with
 * all the rest.
 * @throws PlumblineError `missing-column`, `usage` for too many groups
 */
export async function groupTables(
  engine: Engine,
  reference: DriftTable | null,
  current: DriftTable,
  by: string,
  time: string,
): Promise<Groups> {
  const isPeriod = (periods as readonly string[]).includes(by) && !current.columns.has(by)
  const sqlOf = (table: DriftTable) => (isPeriod ? periodSql(table, by, time) : columnSql(table, by))
  const now = await groupNames(engine, current, sqlOf(current))
  if (reference === null) return alone(engine, current, sqlOf(current), now, isPeriod, by)
  const before = await groupNames(engine, reference, sqlOf(reference))
  const shared = now.filter(name => before.includes(name))
  const pairs: TablePair[] = []
  for (const name of shared) {
    pairs.push({
      name: `${by} ${name}`,
      reference: await filteredTable(
        engine.connection,
        reference,
        `${reference.name}, ${by} ${name}`,
        `${sqlOf(reference)} = ${quoteText(name)}`,
      ),
      current: await filteredTable(
        engine.connection,
        current,
        `${current.name}, ${by} ${name}`,
        `${sqlOf(current)} = ${quoteText(name)}`,
      ),
    })
  }
  const only = (names: string[], others: string[], where: string) => {
    const left = names.filter(name => !others.includes(name))
    return left.length === 0
      ? []
      : [
          `${by} ${left.slice(0, 10).join(', ')}${left.length > 10 ? ', …' : ''} is only in ${where}, and was compared with nothing`,
        ]
  }
  return { pairs, notes: [...only(before, now, reference.name), ...only(now, before, current.name)] }
}

async function alone(
  { connection }: Engine,
  table: DriftTable,
  sql: string,
  names: readonly string[],
  isPeriod: boolean,
  by: string,
): Promise<Groups> {
  const pairs: TablePair[] = []
  const within = (name: string) =>
    filteredTable(connection, table, `${by} ${name}`, `${sql} = ${quoteText(name)}`)
  for (const [at, name] of names.entries()) {
    const before = names[at - 1]
    if (isPeriod && before === undefined) continue
    const reference = isPeriod
      ? await within(before as string)
      : await filteredTable(connection, table, `${by} not ${name}`, `${sql} <> ${quoteText(name)}`)
    pairs.push({ name: `${by} ${name}`, reference, current: await within(name) })
  }
  const notes =
    names.length < 2 ? [`there is only one ${by} (${names[0] ?? 'none'}): nothing to hold it against`] : []
  return { pairs: names.length < 2 ? [] : pairs, notes }
}

function columnSql(table: DriftTable, by: string): string {
  if (table.columns.has(by)) return `${quoteName(by)}::VARCHAR`
  throw new PlumblineError(
    'missing-column',
    `--by names ${by}, which ${table.name} has not: ${suggestName(by, [...table.columns.keys(), ...periods])}`,
  )
}

function periodSql(table: DriftTable, by: string, time: string): string {
  const at = asMicros(table.columns.get(time))
  if (at !== null) return `epoch_us(date_trunc('${by}', make_timestamp(${at})))::VARCHAR`
  throw new PlumblineError(
    'missing-column',
    `--by ${by} needs the time of a row, but ${table.name} has no time column ${time}: name it with --time`,
  )
}

async function groupNames({ connection }: Engine, table: DriftTable, sql: string): Promise<string[]> {
  const rows = await queryRows(
    connection,
    `SELECT ${sql} AS g FROM ${table.relation} WHERE ${sql} IS NOT NULL GROUP BY g ORDER BY g LIMIT ${groupsMax + 1}`,
  )
  if (rows.length > groupsMax) {
    throw new PlumblineError(
      'usage',
      `--by makes more than ${groupsMax} groups of ${table.name}: split by a coarser column`,
    )
  }
  return rows.map(([name]) => String(name))
}

/** A period's name for a person: its first instant. */
export function groupText(name: string): string {
  return name.replace(/\b\d{15,17}\b/g, micros => formatInstant(BigInt(micros)))
}
