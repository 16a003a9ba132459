import type { DuckDBConnection } from '@duckdb/node-api'
import { sourcePlans } from '../../../features/batch-plan/batch-plan.ts'
import { logReportSql } from '../../../features/batch-plan/log-report-sql.ts'
import { duckdb } from '../../../features/dialects/duckdb.ts'
import type { RejectReason } from '../../../features/log-record.ts'
import type { Instant } from '../../../features/value.ts'
import { type BatchLogs, batchPrefix } from './run-batch-plan.ts'

/** What became of the log of a source as one document sees it; semantics § 2. */
export interface LogReport {
  readonly rejects: ReadonlyMap<RejectReason, number>
  /** Redelivered records that hold something else than the first appended. */
  readonly conflicts: number
  /** Records whose α was raised along the offsets of their partition. */
  readonly raised: number
  readonly accepted: number
  /** Greatest accepted arrival (µs), null where nothing was accepted. */
  readonly lastArrival: Instant | null
}

/** By source that stored features read; `prepareBatchPlan` must have run on the connection with the same logs. */
export async function logReport(
  connection: DuckDBConnection,
  logs: BatchLogs,
): Promise<ReadonlyMap<string, LogReport>> {
  const reports = new Map<string, LogReport>()
  for (const plan of sourcePlans(logs.definitions, duckdb, { logs: logs.logs, prefix: batchPrefix(logs) })) {
    const sql = logReportSql(plan)
    const rows = async (query: string) => (await connection.runAndReadAll(query)).getRows()
    const rejects = (await rows(sql.rejects)).map(
      ([reason, count]) => [reason as RejectReason, Number(count)] as const,
    )
    const [conflicts] = (await rows(sql.conflicts))[0]!
    const [accepted, last, raised] = (await rows(sql.totals))[0]!
    reports.set(plan.source.name, {
      rejects: new Map(rejects),
      conflicts: Number(conflicts),
      raised: Number(raised),
      accepted: Number(accepted),
      lastArrival: last === null ? null : Number(last),
    })
  }
  return reports
}
