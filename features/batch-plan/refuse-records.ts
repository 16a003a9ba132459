import type { RejectReason } from '../log-record.ts'
import type { ValueType } from '../value.ts'
import { typeShape } from '../value-type.ts'
import type { SourcePlan } from './plan-context.ts'
import type { SqlStatement } from './sql-statement.ts'

/** The widest instant (µs) of the four clocks; semantics § 1. */
const instantMax = 2 ** 53 - 1

/** One rule of the rejects: what makes a record illegal. Conditions are never true where a value is null. */
interface Refusal {
  readonly when: string
  readonly reason: RejectReason
}

/** The records that are illegal whatever else the log holds, with the first reason; semantics § 2, rejects. */
export function refuseRecords(plan: SourcePlan): SqlStatement {
  const cases = [...headRefusals(plan), ...upsertRefusals(plan)]
  const column = (name: string) => plan.column('l', name)
  const reason = [
    `CASE WHEN ${column('__reject')} IS NOT NULL THEN ${column('__reject')}`,
    ...cases.map(({ when, reason }) => `      WHEN ${when} THEN '${reason}'`),
    '    END',
  ].join('\n')
  const query = `SELECT __line, __reason FROM (
  SELECT ${column('__row')} AS __line,
    ${reason} AS __reason
  FROM ${plan.tables.log} l
) r WHERE __reason IS NOT NULL`
  return {
    purpose: `${plan.source.name}: records that are rejected for what they hold, by line of the log`,
    ...plan.create(plan.tables.refused, query),
  }
}

/** What holds for upserts and deletes alike. */
function headRefusals(plan: SourcePlan): Refusal[] {
  const column = (name: string) => plan.column('l', name)
  const keyFields = plan.source.keyFields
  const arrival = plan.dialect.micros(column('arrival_time'))
  return [
    { when: `${column('id')} IS NULL`, reason: 'no-id' },
    { when: keyFields.map(field => `${column(field)} IS NULL`).join(' OR '), reason: 'no-key' },
    ...keyFields.flatMap((field, i) => valueRefusals(plan, field, plan.definitions.entity[i]!.type)),
    { when: `${column('op')} IS NULL OR ${column('op')} NOT IN ('upsert', 'delete')`, reason: 'illegal-op' },
    { when: `${column('revision')} IS NULL OR ${column('revision')} < 0`, reason: 'illegal-revision' },
    { when: `${arrival} IS NULL OR ${outOfRange(arrival)}`, reason: 'no-arrival-time' },
  ]
}

/** A delete's event time and fields are not examined. */
function upsertRefusals(plan: SourcePlan): Refusal[] {
  const column = (name: string) => plan.column('l', name)
  const instant = plan.dialect.micros(column('event_time'))
  const refusals: Refusal[] = [
    { when: `${column('event_time')} IS NULL`, reason: 'no-event-time' },
    { when: `${instant} IS NULL OR ${outOfRange(instant)}`, reason: 'event-time-out-of-range' },
    ...[...plan.source.fields].flatMap(([field, type]) => valueRefusals(plan, field, type)),
  ]
  return refusals.map(({ when, reason }) => ({ when: `${column('op')} = 'upsert' AND (${when})`, reason }))
}

const outOfRange = (instant: string) => `${instant} NOT BETWEEN ${-instantMax} AND ${instantMax}`

/** What a column of the right SQL type can still hold that is no value of the type. */
function valueRefusals(plan: SourcePlan, field: string, type: ValueType): Refusal[] {
  const { dialect } = plan
  const value = plan.column('l', field)
  const shape = typeShape(type)
  if (type === 'timestamp') return [{ when: `NOT ${dialect.isFinite(value)}`, reason: 'wrong-type' }]
  if (type === 'float') return [{ when: `NOT ${dialect.isFinite(value)}`, reason: 'illegal-value' }]
  if (shape.kind === 'vector') {
    const whole = `${dialect.elements(value)} = ${shape.dimension} AND NOT ${dialect.hasNullElement(value)}`
    return [
      { when: `NOT (${whole})`, reason: 'wrong-type' },
      { when: `NOT ${dialect.allFinite(value)}`, reason: 'illegal-value' },
    ]
  }
  return type === 'list<float>' ? [{ when: `NOT ${dialect.allFinite(value)}`, reason: 'illegal-value' }] : []
}
