import type { DuckDBConnection } from '@duckdb/node-api'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { TargetColumn } from '../../features/target.ts'
import { queryRows } from './query-rows.ts'
import { quoteName } from './sql-text.ts'

/** A rule that every row of a table of probes keeps: SQL of what breaks it, and the sentence about that. */
interface Rule {
  readonly column: string
  readonly broken: string
  readonly said: string
  /** Whether the sentence shows what the column holds. */
  readonly shown?: boolean
}

const states = `('present', 'null', 'not-found', 'expired', 'error')`

/** An object of sources, each an object of partitions and next offsets. */
function isApplied(json: string): string {
  const offsets = `coalesce(list_bool_and(list_transform(json_extract(x, '$.*'), lambda y: json_type(y) = 'UBIGINT')), true)`
  const sources = `list_transform(json_extract(${json}, '$.*'), lambda x: json_type(x) = 'OBJECT' AND ${offsets})`
  return `coalesce(json_type(${json}) = 'OBJECT' AND coalesce(list_bool_and(${sources}), true), false)`
}

function rulesOf(features: readonly TargetColumn[], served: boolean): Rule[] {
  const common: Rule[] = [
    {
      column: 'as_of',
      broken: 'as_of IS NULL',
      said: 'is null, but every probe asks at an instant; leave the row out',
    },
    {
      column: 'probe_id',
      broken: 'probe_id IS NULL',
      said: 'is null; give every probe its own, or drop the column',
    },
  ]
  if (!served) return common.slice(0, 1)
  return [
    ...common,
    {
      column: 'applied',
      broken: `applied IS NOT NULL AND NOT ${isApplied('TRY_CAST(applied AS JSON)')}`,
      said: 'is not of the form {"<source>": {"<partition>": next_offset}}; write it so, or leave it null',
    },
    ...features.map(({ column }) => ({
      column: `${column}__state`,
      broken: `${quoteName(`${column}__state`)} NOT IN ${states}`,
      shown: true,
      said: 'is no state; write one of present, null, not-found, expired and error, or leave it null',
    })),
  ]
}

/**
 * Holds a staged table of probes against what every row must have; history § served.
 * @throws PlumblineError `wrong-column-type`, naming the first row that breaks a rule.
 */
export async function checkProbes(
  connection: DuckDBConnection,
  relation: string,
  path: string,
  features: readonly TargetColumn[],
  served: boolean,
): Promise<void> {
  const rules = rulesOf(features, served)
  const broken = rules.map(({ broken }, i) => `WHEN ${broken} THEN ${i}`)
  const [first] = await queryRows(
    connection,
    `SELECT __row, rule FROM (SELECT __row, CASE ${broken.join(' ')} END AS rule FROM ${relation}) WHERE rule IS NOT NULL ORDER BY __row LIMIT 1`,
  )
  if (first === undefined) return
  const { column, said, shown } = rules[Number(first[1])]!
  const held = shown === true ? await shownCell(connection, relation, column, String(first[0])) : ''
  throw new PlumblineError('wrong-column-type', `${path}, row ${first[0]}: ${column} ${held}${said}`)
}

async function shownCell(
  connection: DuckDBConnection,
  relation: string,
  column: string,
  row: string,
): Promise<string> {
  const [found] = await queryRows(
    connection,
    `SELECT CAST(${quoteName(column)} AS VARCHAR) FROM ${relation} WHERE __row = ${row}`,
  )
  const text = String(found?.[0])
  return `holds ${JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)}, which `
}
