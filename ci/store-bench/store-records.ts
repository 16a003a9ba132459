import type { LogRecord } from '../../features/log-record.ts'
import type { Instant, Micros } from '../../features/value.ts'
import type { Random } from '../../generators/random.ts'

export interface RecordsAsked {
  readonly count: number
  readonly accounts: number
  /** Share of the records that are of account 0; the others are spread evenly over all. */
  readonly hotShare: number
  /** Arrival of the first record, µs. */
  readonly from: Instant
  /** Between two arrivals, µs. */
  readonly step: Micros
}

/** Facts that may still be corrected, retracted or sent again. */
const openMax = 500

/** How late facts are at most, µs. */
const latenessMax = 120_000_000

export function accountName(account: number): string {
  return `account ${account}`
}

/**
 * Payments as a log holds them: one in ten late, two in a hundred corrected, one retracted, two sent again. Amounts are whole
 * eighths, whose sums are exact in any order, so that answers can be held against each other to the last bit.
 */
export function storeRecords(random: Random, asked: RecordsAsked): LogRecord[] {
  const open: LogRecord[] = []
  return Array.from({ length: asked.count }, (_, i) => {
    const now = Math.round(asked.from + i * asked.step)
    const draw = random.fraction()
    if (draw < 0.05 && open.length > 0) return again(random, open, now, draw)
    const record = fresh(random, asked, `p${i}`, now)
    if (open.length < openMax) open.push(record)
    else open[random.int(0, openMax - 1)] = record
    return record
  })
}

function fresh(random: Random, { accounts, hotShare }: RecordsAsked, id: string, now: Instant): LogRecord {
  const account = random.chance(hotShare) ? 0 : random.int(0, accounts - 1)
  const fields = {
    payer: accountName(account),
    amount: random.int(-4_000, 80_000) / 8,
    units: BigInt(random.int(0, 1_000)),
    settled: random.chance(0.7),
    merchant: random.chance(0.05) ? null : `merchant ${random.int(0, 9)}`,
  }
  const eventTime = random.chance(0.1) ? now - random.int(0, latenessMax) : now
  return { source: 'payments', id, revision: 0, op: 'upsert', eventTime, arrivalTime: now, fields }
}

/** An open fact once more; `draw` is below 0.05. */
function again(random: Random, open: LogRecord[], now: Instant, draw: number): LogRecord {
  const at = random.int(0, open.length - 1)
  const record = open[at]!
  if (draw < 0.02) return { ...record, arrivalTime: now }
  const revision = Number(record.revision) + 1
  if (draw < 0.03) {
    open[at] = { ...record, revision, op: 'delete', eventTime: null, arrivalTime: now }
  } else {
    const fields = { ...record.fields, amount: random.int(-4_000, 80_000) / 8 }
    open[at] = { ...record, revision, op: 'upsert', eventTime: now, arrivalTime: now, fields }
  }
  return open[at]
}
