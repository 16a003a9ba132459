import { expressionToSql } from '../batch-plan/expression-to-sql.ts'
import type { InputColumn } from '../batch-plan/source-shape.ts'
import type { ValueType } from '../value.ts'
import type { WarehouseSource } from './warehouse-source.ts'

/** The widest instant (µs) of the four clocks; semantics § 1. */
const instantMax = 2 ** 53 - 1

/** The legal records with raised arrivals, and every input and predicate evaluated once; semantics § 2. */
export function legalRecords(from: WarehouseSource): string {
  const { dialect, source, shape } = from
  const column = (name: string) => from.column('l', name)
  const arrival = dialect.micros(column('arrival_time'))
  const raised =
    `CASE WHEN ${column('partition')} IS NULL OR ${column('offset')} IS NULL THEN ${arrival} ` +
    `ELSE max(${arrival}) OVER (PARTITION BY ${column('partition')}, ${column('offset')} IS NULL ` +
    `ORDER BY ${column('offset')}, ${column('seq')} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) END`
  const columns = [
    ...source.keyFields.map((field, i) => `${fieldOf(from, field)} AS __part${i}`),
    `${from.id('l')} AS __id`,
    `${column('revision')} AS __revision`,
    `${column('op')} = 'upsert' AS __upsert`,
    `${dialect.micros(column('event_time'))} AS __tau`,
    `${raised} AS __arrival`,
    `${column('seq')} AS __seq`,
    ...shape.inputs.map(input => `${inputSql(from, input)} AS ${input.column}`),
    ...shape.wheres.map(
      ({ column, expression }) => `coalesce(${expressionSql(from, expression)}, FALSE) AS ${column}`,
    ),
  ]
  return `SELECT ${columns.join(',\n  ')}
FROM ${from.log} l
WHERE ${legalConditions(from).join('\n  AND ')}`
}

function inputSql(from: WarehouseSource, { expression, zero }: InputColumn): string {
  const sql = expressionSql(from, expression)
  const { dialect } = from
  const none = () => dialect.literal(expression.type === 'int' ? 0n : 0, expression.type)
  return `CAST(${zero ? `coalesce(${sql}, ${none()})` : sql} AS ${dialect.typeName(expression.type)})`
}

function expressionSql(from: WarehouseSource, expression: InputColumn['expression']): string {
  return expressionToSql(expression, from.dialect, ({ name }) => fieldOf(from, name))
}

function fieldOf(from: WarehouseSource, field: string): string {
  const column = from.column('l', field)
  return from.source.fields.get(field) === 'string' ? from.dialect.byCodePoint(column) : column
}

/** What a record must hold to be no reject; a delete's event time and fields are not examined. */
function legalConditions(from: WarehouseSource): string[] {
  const { dialect, source, definitions } = from
  const column = (name: string) => from.column('l', name)
  const within = (time: string) =>
    `coalesce(${dialect.micros(column(time))} BETWEEN ${-instantMax} AND ${instantMax}, FALSE)`
  const legal = (field: string, type: ValueType) => {
    const said = dialect.legal(column(field), type)
    return said === null ? [] : [`coalesce(${said}, TRUE)`]
  }
  const fields = [...source.fields].flatMap(([field, type]) => legal(field, type))
  return [
    `${column('id')} IS NOT NULL`,
    ...source.keyFields.map(field => `${column(field)} IS NOT NULL`),
    ...source.keyFields.flatMap((field, i) => legal(field, definitions.entity[i]?.type ?? 'string')),
    `coalesce(${column('op')} IN ('upsert', 'delete'), FALSE)`,
    `coalesce(${column('revision')} >= 0, FALSE)`,
    within('arrival_time'),
    `(${column('op')} = 'delete' OR (${[within('event_time'), ...fields].join(' AND ')}))`,
  ]
}

/** Every record, and whether its id was first accepted under its own key; semantics § 2, rejects. */
export function ownedRecords({ source }: WarehouseSource, records: string): string {
  const first = (name: string) =>
    `first_value(r.${name}) OVER (PARTITION BY r.__id ORDER BY r.__arrival, r.__seq)`
  const owned = source.keyFields.map((_, i) => `r.__part${i} = ${first(`__part${i}`)}`)
  return `SELECT r.*, ${owned.join(' AND ')} AS __owned\nFROM ${records} r`
}

/**
 * The facts that stand at the end of the log, ranked by (τ, α of the first upsert, id) within their key: of each id the
 * highest revision, of each (id, revision) the record that was appended first, where that is no delete; semantics § 2.
 */
export function standingFacts({ source, shape }: WarehouseSource, owned: string): string {
  const parts = source.keyFields.map((_, i) => `s.__part${i}`)
  const firstUpsert = (of: string) =>
    `first_value(${of}) OVER (PARTITION BY k.__id ORDER BY CASE WHEN k.__upsert THEN 0 ELSE 1 END, k.__arrival, k.__seq)`
  const admissions = shape.admissions.map(({ column, where, allowedLateness }) => {
    const conditions = [
      ...(where === null ? [] : [`s.${where}`]),
      ...(allowedLateness === null ? [] : [`s.__first - s.__first_tau <= ${allowedLateness}`]),
    ]
    return `${conditions.join(' AND ')} AS ${column}`
  })
  const columns = [
    ...parts,
    's.__tau',
    `row_number() OVER (PARTITION BY ${parts.join(', ')} ORDER BY s.__tau, s.__first, s.__id) AS __rank`,
    ...shape.inputs.map(({ column }) => `s.${column}`),
    ...admissions,
  ]
  return `WITH slots AS (
  SELECT o.*, row_number() OVER (PARTITION BY o.__id, o.__revision ORDER BY o.__arrival, o.__seq) AS __nth
  FROM ${owned} o WHERE o.__owned
), standing AS (
  SELECT k.*, ${firstUpsert('k.__arrival')} AS __first, ${firstUpsert('k.__tau')} AS __first_tau,
    row_number() OVER (PARTITION BY k.__id ORDER BY k.__revision DESC) AS __newest
  FROM slots k WHERE k.__nth = 1
)
SELECT ${columns.join(', ')}
FROM standing s WHERE s.__newest = 1 AND s.__upsert`
}
