import type { LogResult } from '../../reports/result.ts'

/** What became of the logs of one source in several Histories. */
export function addLogs(a: LogResult | undefined, b: LogResult): LogResult {
  if (a === undefined) return b
  const rejects = { ...a.rejects }
  for (const [reason, count] of Object.entries(b.rejects)) rejects[reason] = (rejects[reason] ?? 0) + count
  return {
    source: a.source,
    records: a.records + b.records,
    accepted: a.accepted + b.accepted,
    rejects,
    conflicts: a.conflicts + b.conflicts,
    raised: a.raised + b.raised,
  }
}
