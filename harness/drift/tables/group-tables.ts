import { formatInstant } from '../../../features/instant-text.ts'
import { suggestName } from '../../../features/nearest-name.ts'
import { PlumblineError } from '../../../features/plumbline-error.ts'
import { formatMany } from '../../../reports/format.ts'
import { queryNumber, queryRows } from '../../history/query-rows.ts'
import { quoteName, quoteText } from '../../history/sql-text.ts'
import type { Engine } from '../engine.ts'
import { asMicros, noTime } from './column-pair.ts'
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
 * all the rest, the second of two with the first.
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
  const placeless = await placelessNotes(
    engine,
    by,
    reference === null ? [current] : [reference, current],
    sqlOf,
  )
  const groupsOf = async (table: DriftTable) => groupNames(engine, table, sqlOf(table), isPeriod)
  const now = await groupsOf(current)
  if (reference === null) {
    const { pairs, notes } = await alone(engine, current, sqlOf(current), now, isPeriod, by)
    return { pairs, notes: [...notes, ...placeless] }
  }
  const before = await groupsOf(reference)
  const keys = (groups: readonly Group[]) => new Set(groups.map(({ key }) => key))
  const [keysNow, keysBefore] = [keys(now), keys(before)]
  const pairs: TablePair[] = []
  for (const { key, text } of now.filter(group => keysBefore.has(group.key))) {
    const within = (table: DriftTable) => {
      const where = `${sqlOf(table)} = ${quoteText(key)}`
      return filteredTable(engine.connection, table, `${table.name}, ${by} ${text}`, where)
    }
    pairs.push({ name: `${by} ${text}`, reference: await within(reference), current: await within(current) })
  }
  const only = (groups: readonly Group[], others: ReadonlySet<string>, where: string) => {
    const left = groups.filter(({ key }) => !others.has(key)).map(({ text }) => text)
    const named = `${left.slice(0, 10).join(', ')}${left.length > 10 ? ', …' : ''}`
    return left.length === 0 ? [] : [`${by} ${named} is only in ${where}, and was compared with nothing`]
  }
  const notes = [...only(before, keysNow, reference.name), ...only(now, keysBefore, current.name)]
  return { pairs, notes: [...notes, ...placeless] }
}

/** Rows that are in no group are in no comparison, and that must be said. */
async function placelessNotes(
  { connection }: Engine,
  by: string,
  tables: readonly DriftTable[],
  sqlOf: (table: DriftTable) => string,
): Promise<string[]> {
  const notes: string[] = []
  for (const table of tables) {
    const rows = await queryNumber(
      connection,
      `SELECT count(*) FROM ${table.relation} WHERE ${sqlOf(table)} IS NULL`,
    )
    if (rows > 0)
      notes.push(`${formatMany(rows, 'row')} of ${table.name} without ${by} were compared with nothing`)
  }
  return notes
}

async function alone(
  { connection }: Engine,
  table: DriftTable,
  sql: string,
  groups: readonly Group[],
  isPeriod: boolean,
  by: string,
): Promise<Groups> {
  const pairs: TablePair[] = []
  const within = ({ key, text }: Group) =>
    filteredTable(connection, table, `${by} ${text}`, `${sql} = ${quoteText(key)}`)
  const [first, second] = groups
  // With two groups each is the rest of the other: one question, not two that share α.
  if (!isPeriod && groups.length === 2 && first !== undefined && second !== undefined) {
    const name = `${by} ${second.text}`
    return { pairs: [{ name, reference: await within(first), current: await within(second) }], notes: [] }
  }
  for (const [at, group] of groups.entries()) {
    const before = groups[at - 1]
    if (isPeriod && before === undefined) continue
    const reference = isPeriod
      ? await within(before as Group)
      : await filteredTable(connection, table, `${by} not ${group.text}`, `${sql} <> ${quoteText(group.key)}`)
    pairs.push({ name: `${by} ${group.text}`, reference, current: await within(group) })
  }
  if (groups.length >= 2) return { pairs, notes: [] }
  const name = groups[0]?.text ?? 'none'
  return { pairs: [], notes: [`there is only one ${by} (${name}): nothing to hold it against`] }
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
  throw new PlumblineError('missing-column', `--by ${by} needs the time of a row, but ${noTime(table, time)}`)
}

/** A value by which rows are split. */
interface Group {
  /** What the SQL of the group gives. */
  readonly key: string
  /** For a person; a period by its first instant. */
  readonly text: string
}

/** Periods in the order of time, other groups in that of their names. */
async function groupNames(
  { connection }: Engine,
  table: DriftTable,
  sql: string,
  isPeriod: boolean,
): Promise<Group[]> {
  const rows = await queryRows(
    connection,
    `SELECT ${sql} AS g FROM ${table.relation} WHERE ${sql} IS NOT NULL GROUP BY g ORDER BY ${isPeriod ? 'g::BIGINT' : 'g'} LIMIT ${groupsMax + 1}`,
  )
  if (rows.length > groupsMax) {
    throw new PlumblineError(
      'usage',
      `--by makes more than ${groupsMax} groups of ${table.name}: split by a coarser column`,
    )
  }
  return rows.map(([value]) => {
    const key = String(value)
    return { key, text: isPeriod ? formatInstant(BigInt(key)) : key }
  })
}
