import { logOrder, type SourcePlan } from './plan-context.ts'

/** Queries over the prepared tables of a source: what became of its log; semantics § 2. */
export interface LogReportSql {
  /** Rows `reason`, `count`. */
  readonly rejects: string
  /** One row: `conflicts`. */
  readonly conflicts: string
  /** One row: `accepted`, `last_arrival` (µs, null for an empty log), `raised`. */
  readonly totals: string
}

export function logReportSql(plan: SourcePlan): LogReportSql {
  const { tables } = plan
  return {
    rejects: `SELECT __reason AS reason, count(*) AS count FROM ${tables.refused} GROUP BY __reason
UNION ALL
SELECT 'id-under-another-key', count(*) FROM ${tables.chains} WHERE NOT __owned HAVING count(*) > 0`,
    conflicts: conflicts(plan),
    totals: `SELECT count(*) AS accepted, max(__arrival) AS last_arrival, (SELECT count(*) FROM ${tables.raised}) AS raised
FROM ${tables.accepted}`,
  }
}

/** Redelivered records that hold something else than the first appended of their (id, revision). */
function conflicts(plan: SourcePlan): string {
  const { tables, source } = plan
  const event = `${plan.column('a', 'event_time')} IS DISTINCT FROM ${plan.column('b', 'event_time')}`
  const fields = [...source.fields.keys()].map(
    field => `${plan.column('a', field)} IS DISTINCT FROM ${plan.column('b', field)}`,
  )
  return `WITH repeated AS (
  SELECT c.__line, c.__upsert, first_value(c.__line) OVER same AS __first_line, first_value(c.__upsert) OVER same AS __first_upsert
  FROM ${tables.chains} c WHERE c.__owned
  WINDOW same AS (PARTITION BY c.__id, c.__revision ORDER BY ${logOrder('c')})
)
SELECT count(*) AS conflicts
FROM repeated r
JOIN ${tables.log} a ON ${plan.column('a', '__row')} = r.__line
JOIN ${tables.log} b ON ${plan.column('b', '__row')} = r.__first_line
WHERE r.__line <> r.__first_line
  AND (r.__upsert <> r.__first_upsert OR (r.__upsert AND (${[event, ...fields].join(' OR ')})))`
}
