import type { LogResult } from '../../reports/result.ts'
import { queryRows } from '../history/query-rows.ts'
import { quoteName } from '../history/sql-text.ts'
import type { StagedHistory, StagedLog } from '../history/staged-history.ts'

/** What became of each log of a staged History: rejects by reason, producer conflicts, raised arrivals; semantics § 2. */
export async function logReport(staged: StagedHistory): Promise<LogResult[]> {
  const reports: LogResult[] = []
  for (const log of staged.sources.values()) reports.push(await reportOf(staged, log))
  return reports
}

async function reportOf({ connection }: StagedHistory, log: StagedLog): Promise<LogResult> {
  const reasons = await queryRows(
    connection,
    `SELECT __reject, count(*) FROM ${log.relation} WHERE __reject IS NOT NULL GROUP BY __reject ORDER BY __reject`,
  )
  const [found] = await queryRows(connection, judgedSql(log))
  const [misplaced, conflicts] = (found ?? []).map(Number) as [number, number]
  const rejects = Object.fromEntries(reasons.map(([reason, count]) => [String(reason), Number(count)]))
  if (misplaced > 0) rejects['id-under-another-key'] = misplaced
  const rejected = Object.values(rejects).reduce((sum, count) => sum + count, 0)
  return {
    source: log.source,
    records: log.rows,
    accepted: log.rows - rejected,
    rejects,
    conflicts,
    raised: log.raised,
  }
}

/** Counts the records whose id was first accepted under another key, and the redeliveries that say something else. */
function judgedSql(log: StagedLog): string {
  const key = `row(${log.keyFields.map(quoteName).join(', ')})`
  const fields = [...log.fields.keys()].map(quoteName).join(', ')
  const content = `CASE WHEN op = 'delete' THEN NULL ELSE row(event_time, ${fields}) END`
  const first = (value: string, by: string) => {
    return `first_value(${value}) OVER (PARTITION BY ${by} ORDER BY arrival_time, seq)`
  }
  return `
    WITH legal AS (
      SELECT id, revision, op, arrival_time, seq, ${key} AS key, ${content} AS content,
             ${first(key, 'id')} AS owner
      FROM ${log.relation} WHERE __reject IS NULL),
    accepted AS (
      SELECT op, content, ${first('op', 'id, revision')} AS first_op, ${first('content', 'id, revision')} AS first_content
      FROM legal WHERE key IS NOT DISTINCT FROM owner)
    SELECT (SELECT count(*) FROM legal WHERE key IS DISTINCT FROM owner),
           (SELECT count(*) FROM accepted WHERE op <> first_op OR content IS DISTINCT FROM first_content)`
}
