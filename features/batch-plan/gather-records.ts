import { expressionToSql } from './expression-to-sql.ts'
import { keyPartColumns, type SourcePlan } from './plan-context.ts'
import type { SqlStatement } from './sql-statement.ts'

/** The legal records, with dense keys, raised arrivals, and every input and predicate evaluated once; semantics § 2. */
export function gatherRecords(plan: SourcePlan): SqlStatement[] {
  return [raisedArrivals(plan), keys(plan), records(plan)]
}

/** An α that falls along the offsets of a partition is raised to the running maximum; only those are listed. */
function raisedArrivals(plan: SourcePlan): SqlStatement {
  const column = (name: string) => plan.column('l', name)
  const arrival = plan.dialect.micros(column('arrival_time'))
  const query = `SELECT __line, __raised FROM (
  SELECT ${column('__row')} AS __line, ${arrival} AS __own,
    max(${arrival}) OVER (
      PARTITION BY ${column('partition')} ORDER BY ${column('offset')}, ${column('__row')} ROWS UNBOUNDED PRECEDING
    ) AS __raised
  FROM ${plan.tables.log} l ANTI JOIN ${plan.tables.refused} r ON r.__line = ${column('__row')}
  WHERE ${column('partition')} IS NOT NULL AND ${column('offset')} IS NOT NULL
) r WHERE __raised > __own`
  return {
    purpose: `${plan.source.name}: arrivals that fell along the offsets of their partition, raised`,
    ...plan.create(plan.tables.raised, query),
  }
}

function keys(plan: SourcePlan): SqlStatement {
  const parts = plan.source.keyFields.map(
    (field, i) => `${plan.column('l', field)} AS ${keyPartColumns(plan)[i]}`,
  )
  const present = plan.source.keyFields.map(field => `${plan.column('l', field)} IS NOT NULL`)
  const query = `SELECT row_number() OVER () AS __key, k.* FROM (
  SELECT DISTINCT ${parts.join(', ')} FROM ${plan.tables.log} l WHERE ${present.join(' AND ')}
) k`
  return { purpose: `${plan.source.name}: keys, numbered`, ...plan.create(plan.tables.keys, query) }
}

function records(plan: SourcePlan): SqlStatement {
  const { dialect, shape } = plan
  const column = (name: string) => plan.column('l', name)
  const sqlOf = (expression: Parameters<typeof expressionToSql>[0]) =>
    expressionToSql(expression, dialect, named => column(named.name))
  const inputs = shape.inputs.map(({ column, expression, zero }) => {
    const sql = sqlOf(expression)
    const value = zero
      ? `coalesce(${sql}, ${dialect.literal(expression.type === 'int' ? 0n : 0, expression.type)})`
      : sql
    // An expression that is null whatever the fields hold has no type of its own to DuckDB.
    return `CAST(${value} AS ${dialect.typeName(expression.type)}) AS ${column}`
  })
  const wheres = shape.wheres.map(
    ({ column, expression }) => `coalesce(${sqlOf(expression)}, FALSE) AS ${column}`,
  )
  const columns = [
    'k.__key',
    `${column('id')} AS __id`,
    `${column('revision')} AS __revision`,
    `${column('op')} = 'upsert' AS __upsert`,
    `${dialect.micros(column('event_time'))} AS __tau`,
    `coalesce(r.__raised, ${dialect.micros(column('arrival_time'))}) AS __arrival`,
    `${column('seq')} AS __seq`,
    `${column('partition')} AS __partition`,
    `${column('offset')} AS __offset`,
    `${column('__row')} AS __line`,
    ...inputs,
    ...wheres,
  ]
  const same = plan.source.keyFields.map((field, i) => `k.${keyPartColumns(plan)[i]} = ${column(field)}`)
  const query = `SELECT
  ${columns.join(',\n  ')}
FROM ${plan.tables.log} l
JOIN ${plan.tables.keys} k ON ${same.join(' AND ')}
LEFT JOIN ${plan.tables.raised} r ON r.__line = ${column('__row')}
ANTI JOIN ${plan.tables.refused} f ON f.__line = ${column('__row')}`
  return { purpose: `${plan.source.name}: legal records`, ...plan.create(plan.tables.records, query) }
}
