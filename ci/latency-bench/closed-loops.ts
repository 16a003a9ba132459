import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import autocannon from 'autocannon'
import { LatencyHistogram } from '../../harness/latency/latency-histogram.ts'
import type { Percentiles } from './percentiles.ts'

/** Connections of a closed loop. */
const connections = 4

/** What autocannon's closed loop sees: raw times, without its correction. */
export async function autocannonLoop(url: string, seconds: number): Promise<Percentiles> {
  const times = new LatencyHistogram()
  await new Promise<void>((resolve, reject) => {
    const instance = autocannon({ url, connections, duration: seconds }, (error: Error | null) =>
      error === null ? resolve() : reject(error),
    )
    instance.on('response', (_client, _status, _bytes, responseTime) => times.record(responseTime * 1_000))
  })
  const at = (percentile: number) => times.percentile(percentile).estimate
  return { p50: at(50), p95: at(95), p99: at(99) }
}

/** What wrk's closed loop sees, which tells no p95; null where wrk is not installed. */
export async function wrkLoop(url: string, seconds: number): Promise<Percentiles | null> {
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', url]
  const ran = await promisify(execFile)('wrk', args).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (ran === null) return null
  const at = (percentile: number) => {
    const found = new RegExp(`^\\s*${percentile}%\\s+([\\d.]+)(us|ms|s)`, 'm').exec(ran.stdout)
    const unit = { us: 1, ms: 1_000, s: 1_000_000 }[found?.[2] ?? ''] ?? Number.NaN
    return Number(found?.[1]) * unit
  }
  return { p50: at(50), p95: null, p99: at(99) }
}
