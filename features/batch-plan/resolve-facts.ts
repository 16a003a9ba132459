import { logOrder, type SourcePlan } from './plan-context.ts'
import type { SqlStatement } from './sql-statement.ts'

/** Above every instant: a fact that was never replaced is known until then. */
export const forever = '9223372036854775807'

/** From the legal records to facts with the span of arrivals, [__from, __to), in which each is known; semantics § 2. */
export function resolveFacts(plan: SourcePlan): SqlStatement[] {
  return [sharedIds(plan), chains(plan), accepted(plan), facts(plan)]
}

function sharedIds(plan: SourcePlan): SqlStatement {
  const query = `SELECT __id FROM ${plan.tables.records} GROUP BY __id HAVING count(*) > 1`
  return {
    purpose: `${plan.source.name}: ids of several records`,
    ...plan.create(plan.tables.shared, query),
  }
}

/** A record whose id was first accepted under another key is rejected: `__owned` is false. */
function chains(plan: SourcePlan): SqlStatement {
  const query = `SELECT r.*, r.__key = first_value(r.__key) OVER (PARTITION BY r.__id ORDER BY ${logOrder('r')}) AS __owned
FROM ${plan.tables.records} r SEMI JOIN ${plan.tables.shared} s ON s.__id = r.__id`
  return {
    purpose: `${plan.source.name}: records of those ids, and whether the id is their key's own`,
    ...plan.create(plan.tables.chains, query),
  }
}

function accepted(plan: SourcePlan): SqlStatement {
  const query = `SELECT * FROM ${plan.tables.records} r ANTI JOIN ${plan.tables.shared} s ON s.__id = r.__id
UNION ALL
SELECT * EXCLUDE (__owned) FROM ${plan.tables.chains} WHERE __owned`
  return {
    purpose: `${plan.source.name}: accepted records`,
    sql: `${plan.dialect.createView(plan.tables.accepted)}\n${query}`,
    table: plan.tables.accepted,
  }
}

/**
 * A record shows from its own arrival on if its revision is above all before it in log order (so the first appended
 * of an (id, revision) stands), and until the next such record arrives.
 */
function facts(plan: SourcePlan): SqlStatement {
  const { shape } = plan
  const kept = keptColumns(plan, 'r').join(', ')
  const window = `(PARTITION BY r.__id ORDER BY ${logOrder('r')})`
  const before = `(PARTITION BY r.__id ORDER BY ${logOrder('r')} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`
  const query = `WITH fresh AS (
  SELECT r.*, ${firstOfRevision('r', ['__id'])} AS __fresh FROM ${plan.tables.chains} r WHERE r.__owned
), steps AS (
  SELECT r.*, max(r.__revision) OVER ${before} AS __before,
    first_value(CASE WHEN r.__upsert AND r.__fresh THEN r.__arrival END IGNORE NULLS) OVER ${window} AS __first,
    first_value(CASE WHEN r.__upsert AND r.__fresh THEN r.__tau END IGNORE NULLS) OVER ${window} AS __first_tau
  FROM fresh r
), shown AS (
  SELECT r.*, lead(r.__arrival) OVER ${window} AS __next FROM steps r
  WHERE r.__before IS NULL OR r.__revision > r.__before
), versions AS (
  SELECT ${kept}, r.__arrival AS __from, ${forever} AS __to, r.__arrival AS __first, r.__arrival - r.__tau AS __late
  FROM ${plan.tables.records} r ANTI JOIN ${plan.tables.shared} s ON s.__id = r.__id WHERE r.__upsert
  UNION ALL
  SELECT ${kept}, r.__arrival, coalesce(r.__next, ${forever}), r.__first, r.__first - r.__first_tau
  FROM shown r WHERE r.__upsert AND (r.__next IS NULL OR r.__next > r.__arrival)
)
SELECT ${factColumns(plan, 'v', ['__key']).join(', ')}
FROM versions v${shape.ranked ? '' : ' ORDER BY v.__key, v.__tau'}`
  return {
    purpose: `${plan.source.name}: facts, each known from the arrival __from to before __to (µs)`,
    ...plan.create(plan.tables.facts, query),
  }
}

/** SQL: whether a record is the first appended of its (id, revision); a redelivery adds nothing, semantics § 2. */
export function firstOfRevision(alias: string, group: readonly string[]): string {
  const slot = [...group, '__revision'].map(name => `${alias}.${name}`).join(', ')
  return `row_number() OVER (PARTITION BY ${slot} ORDER BY ${logOrder(alias)}) = 1`
}

/** What a version keeps of its record. */
export function keptColumns({ shape }: SourcePlan, alias: string): string[] {
  const names = [
    '__key',
    '__id',
    '__tau',
    ...shape.inputs.map(({ column }) => column),
    ...shape.wheres.map(({ column }) => column),
  ]
  return names.map(name => `${alias}.${name}`)
}

/** The columns of a fact, made of a version; ranks count within `group`. */
export function factColumns(plan: SourcePlan, alias: string, group: readonly string[]): string[] {
  const { shape } = plan
  const of = (name: string) => `${alias}.${name}`
  const owner = group.map(of)
  const rank = `row_number() OVER (PARTITION BY ${owner.join(', ')} ORDER BY ${['__tau', '__first', '__id', '__from'].map(of).join(', ')}) AS __rank`
  const admissions = shape.admissions.map(({ column, where, allowedLateness }) => {
    const conditions = [
      ...(where === null ? [] : [of(where)]),
      ...(allowedLateness === null ? [] : [`${of('__late')} <= ${allowedLateness}`]),
    ]
    return `${conditions.join(' AND ')} AS ${column}`
  })
  return [
    ...owner,
    of('__tau'),
    of('__from'),
    of('__to'),
    ...(shape.ranked ? [rank] : []),
    ...shape.inputs.map(input => of(input.column)),
    ...admissions,
  ]
}
