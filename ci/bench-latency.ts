import { arch, cpus, loadavg, platform } from 'node:os'
import { parseArgs } from 'node:util'
import autocannon from 'autocannon'
import type { LoadPlan } from '../harness/latency/driver/load-plan.ts'
import { runLoad } from '../harness/latency/driver/run-load.ts'
import { judgeLoad } from '../harness/latency/judge-load.ts'
import { LatencyHistogram } from '../harness/latency/latency-histogram.ts'
import { parseSlo } from '../harness/latency/slo.ts'
import type { ServerKind } from '../harness/latency/testing/known-server.ts'
import { startKnownServer } from '../harness/latency/testing/start-known-server.ts'
import { formatBound } from '../reports/format.ts'

const usage = `npm run bench:latency -- [options]
Measures servers whose latency is known with the open-loop driver, and beside it with autocannon's closed loop; then how
many requests a second the driver itself holds.
  --seconds N   length of each run (10)
  --rate N      requests a second of the known servers (400)
  --driver N    requests a second that the driver is asked to hold (5000)
  --json        one JSON object on standard output
`

interface Case {
  readonly name: string
  readonly openLoop: Percentiles
  readonly closedLoop: Percentiles | null
  readonly verdict: string
  readonly lagP99: number | null
  readonly requests: number
  readonly repeats: readonly number[]
}

/** µs; null is +∞. */
interface Percentiles {
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
}

const kinds: readonly ServerKind[] = [
  'constant',
  'stall',
  'bimodal',
  'errors',
  'slow-start',
  'drops',
  'wrong',
]
const slo = parseSlo('p99=50ms')
const signal = new AbortController().signal

function settings() {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '10' },
      rate: { type: 'string', default: '400' },
      driver: { type: 'string', default: '5000' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    process.stdout.write(usage)
    process.exit(0)
  }
  for (const name of ['seconds', 'rate', 'driver'] as const) {
    if (!/^[1-9]\d*$/.test(values[name])) {
      process.stderr.write(`--${name} ${values[name]} is not a whole number above 0: write one\n`)
      process.exit(64)
    }
  }
  return {
    seconds: Number(values.seconds),
    rate: Number(values.rate),
    driver: Number(values.driver),
    json: values.json,
  }
}

function planFor(origin: string, rate: number, seconds: number): LoadPlan {
  return {
    target: { origin, headers: {}, requests: [{ method: 'GET', path: '/', body: null }] },
    rate,
    durationMs: seconds * 1_000,
    arrivals: 'poisson',
    seed: 1,
    blocks: 20,
    connections: 64,
    timeoutMs: 5_000,
    keepEvery: 1,
  }
}

async function knownCase(kind: ServerKind, rate: number, seconds: number): Promise<Case> {
  const server = await startKnownServer(kind)
  try {
    const plan = planFor(server.origin, rate, seconds)
    const report = await runLoad(plan, { signal, onProgress: () => {} })
    const check = (_request: number, body: string) => body === '{"value":1}'
    const { target } = judgeLoad(kind, plan, report, slo, check)
    const at = (percentile: number) =>
      target.percentiles.find(each => each.percentile === percentile)?.estimate ?? null
    return {
      name: kind,
      openLoop: { p50: at(50), p95: at(95), p99: at(99) },
      closedLoop: await closedLoop(server.origin, seconds),
      verdict: target.verdict,
      lagP99: target.lag.p99,
      requests: target.requests,
      repeats: target.blocks.map(block => block.p99 ?? -1),
    }
  } finally {
    server.stop()
  }
}

/** What a closed loop of ten connections sees of the same server: raw times, without autocannon's correction. */
async function closedLoop(url: string, seconds: number): Promise<Percentiles> {
  const times = new LatencyHistogram()
  await new Promise<void>((resolve, reject) => {
    const instance = autocannon({ url, connections: 10, duration: seconds }, (error: Error | null) =>
      error === null ? resolve() : reject(error),
    )
    instance.on('response', (_client, _status, _bytes, responseTime) => times.record(responseTime * 1_000))
  })
  const at = (percentile: number) => times.percentile(percentile).estimate
  return { p50: at(50), p95: at(95), p99: at(99) }
}

/** The driver against a server that does next to nothing. */
async function driverCase(rate: number, seconds: number): Promise<Case> {
  const server = await startKnownServer('trivial')
  try {
    const plan = { ...planFor(server.origin, rate, seconds), keepEvery: 0 }
    const report = await runLoad(plan, { signal, onProgress: () => {} })
    const { target } = judgeLoad('driver', plan, report, slo, null)
    const at = (percentile: number) =>
      target.percentiles.find(each => each.percentile === percentile)?.estimate ?? null
    return {
      name: `driver at ${rate}/s`,
      openLoop: { p50: at(50), p95: at(95), p99: at(99) },
      closedLoop: null,
      verdict: target.verdict,
      lagP99: target.lag.p99,
      requests: report.answered,
      repeats: target.blocks.map(block => block.p99 ?? -1),
    }
  } finally {
    server.stop()
  }
}

const { seconds, rate, driver, json } = settings()
const cases: Case[] = []
for (const kind of kinds) {
  process.stderr.write(`measuring ${kind}\n`)
  cases.push(await knownCase(kind, rate, seconds))
}
cases.push(await driverCase(driver, seconds))
const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${platform()} ${arch()}, load ${loadavg()[0]?.toFixed(1)}`
const ratios = Object.fromEntries(
  cases.flatMap(({ name, openLoop, closedLoop }) =>
    openLoop.p99 === null || closedLoop?.p99 == null
      ? []
      : [[`${name}: p99 open loop / closed loop`, Math.round((openLoop.p99 / closedLoop.p99) * 100) / 100]],
  ),
)
if (json) process.stdout.write(`${JSON.stringify({ machine, cases, ratios }, null, 2)}\n`)
else {
  process.stdout.write(`${machine}; p50 / p95 / p99 at ${rate} requests/s for ${seconds} s\n`)
  for (const { name, openLoop, closedLoop, verdict, lagP99, requests } of cases) {
    const show = (of: Percentiles) => [of.p50, of.p95, of.p99].map(formatBound).join(' / ')
    const beside = closedLoop === null ? '' : `, closed loop ${show(closedLoop)}`
    process.stdout.write(
      `${name}: open loop ${show(openLoop)}${beside}; p99=50ms ${verdict}, driver late by ${formatBound(lagP99)}, ${requests} requests\n`,
    )
  }
}
