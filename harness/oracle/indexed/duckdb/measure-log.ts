import type { DuckDBValue } from '@duckdb/node-api'
import { expressionToSql } from '../../../../features/batch-plan/expression-to-sql.ts'
import { duckdb } from '../../../../features/dialects/duckdb.ts'
import type { Expression } from '../../../../features/expression.ts'
import { type InputRange, isWhole } from './encode-inputs.ts'
import { field } from './legal-records.ts'
import type { InputNeed } from './source-needs.ts'
import { queryRow, type SourceWork } from './source-work.ts'

/** What decides how a log travels: found in one scan of the columns that matter. */
export interface LogMeasures {
  readonly records: bigint
  /** The ids are the numbers of the rows, so that no two records share one. */
  readonly idsAreRows: boolean
  /** Range of the ids where they are integers, and there is any. */
  readonly ids: InputRange | null
  readonly textIds: boolean
  /** Some record has a partition and an offset. */
  readonly placed: boolean
  /** By input: its range where it is an integer or a timestamp, and has any value. */
  readonly ranges: readonly (InputRange | null)[]
}

const beyond = '9223372036854775807'

export async function measureLog(work: SourceWork): Promise<LogMeasures> {
  const { log, needs, connection } = work
  const described = await connection.runAndReadAll(
    `SELECT column_type FROM (DESCRIBE SELECT id FROM ${log.name})`,
  )
  const textIds = described.getRows()[0]?.[0] === 'VARCHAR'
  const row = `l.${duckdb.identifier(log.row)}`
  const whole = needs.inputs.flatMap(({ expression }, i) => (isWhole(expression.type) ? [i] : []))
  const columns = [
    'count(*)',
    'count(*) FILTER (l.partition IS NOT NULL AND l."offset" IS NOT NULL)',
    ...(textIds
      ? ['1', 'NULL', 'NULL']
      : [`count(*) FILTER (l.id IS DISTINCT FROM ${row})`, 'min(l.id)', 'max(l.id)']),
    ...whole.flatMap(i => rangeSql(needs.inputs[i] as InputNeed)),
  ]
  const [records, placed, others, least, greatest, ...ends] = await queryRow(
    connection,
    `SELECT ${columns.join(', ')} FROM ${log.name} l`,
  )
  return {
    records: records as bigint,
    idsAreRows: others === 0n,
    ids: rangeOf(least, greatest),
    textIds,
    placed: placed !== 0n,
    ranges: needs.inputs.map((_, i) => {
      const at = whole.indexOf(i)
      return at < 0 ? null : rangeOf(ends[2 * at], ends[2 * at + 1])
    }),
  }
}

/** SQL of an expression over the fields of record `l`. */
export function overRecord(expression: Expression): string {
  return expressionToSql(expression, duckdb, named => field(named.name))
}

/** SQL of an input over the fields of record `l`, with nulls as zero where features want it so. */
export function inputSql({ expression, zero }: InputNeed): string {
  const sql = overRecord(expression)
  if (!zero) return sql
  return `coalesce(${sql}, ${duckdb.literal(expression.type === 'int' ? 0n : 0, expression.type)})`
}

/** Least and greatest value; an infinite timestamp, which has no µs, lies beyond every range. */
function rangeSql(need: InputNeed): string[] {
  const x = inputSql(need)
  if (need.expression.type !== 'timestamp') return [`min(${x})`, `max(${x})`]
  const end = (of: string, otherwise: string) =>
    `CASE WHEN count(${x}) > 0 THEN coalesce(epoch_us(${of}(${x})), ${otherwise}) END`
  return [end('min', `-${beyond}`), end('max', beyond)]
}

function rangeOf(least: DuckDBValue | undefined, greatest: DuckDBValue | undefined): InputRange | null {
  if (least == null || greatest == null) return null
  return { least: BigInt(least as bigint), greatest: BigInt(greatest as bigint) }
}
