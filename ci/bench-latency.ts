import { execFileSync } from 'node:child_process'
import { arch, cpus, loadavg, platform } from 'node:os'
import { parseArgs } from 'node:util'
import { randomOf } from '../generators/random.ts'
import type { LoadPlan } from '../harness/latency/driver/load-plan.ts'
import { runLoad } from '../harness/latency/driver/run-load.ts'
import { judgeLoad } from '../harness/latency/judge-load.ts'
import { sendTimes } from '../harness/latency/send-times.ts'
import { parseSlo } from '../harness/latency/slo.ts'
import type { ServerKind } from '../harness/latency/testing/known-server.ts'
import {
  impliedPercentile,
  type KnownKind,
  type KnownTruth,
  knownTruth,
} from '../harness/latency/testing/known-truth.ts'
import { startKnownServer } from '../harness/latency/testing/start-known-server.ts'
import { formatBound } from '../reports/format.ts'
import type { MeasuredTarget } from '../reports/latency-result.ts'
import { autocannonLoop, wrkLoop } from './latency-bench/closed-loops.ts'
import type { Percentiles } from './latency-bench/percentiles.ts'

const usage = `npm run bench:latency -- [options]
Measures servers whose behaviour is known with the open-loop driver, beside what the schedule implies for each, and beside the
closed loops of autocannon and, where it is installed, wrk; then how many requests a second the driver holds on one core
(with taskset, on Linux).
  --seconds N   length of each run (10)
  --rate N      requests a second of the known servers (400)
  --driver N    requests a second that the driver is asked to hold (5000)
  --only NAME   one known server, or driver
  --json        one JSON object on standard output
`

interface Case {
  readonly name: string
  readonly openLoop: Percentiles
  /** By the schedule, and the median of a server that does nothing for the way there and back. */
  readonly implied: Percentiles | null
  readonly autocannon: Percentiles | null
  readonly wrk: Percentiles | null
  readonly verdict: string
  readonly lagP99: number | null
  /** What the server took by its own account, from when it heard of a request. */
  readonly server: Percentiles | null
  readonly requests: number
}

const slo = parseSlo('p99=50ms')
const signal = new AbortController().signal
const kinds = Object.keys(knownTruth) as KnownKind[]

function settings() {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '10' },
      rate: { type: 'string', default: '400' },
      driver: { type: 'string', default: '5000' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    process.stdout.write(usage)
    process.exit(0)
  }
  for (const name of ['seconds', 'rate', 'driver'] as const) {
    if (/^[1-9]\d*$/.test(values[name])) continue
    process.stderr.write(`--${name} ${values[name]} is not a whole number above 0: write one\n`)
    process.exit(64)
  }
  const { only = null, json } = values
  if (only !== null && only !== 'driver' && !kinds.includes(only as KnownKind)) {
    process.stderr.write(`there is no server ${only}: known are ${kinds.join(', ')}, driver\n`)
    process.exit(64)
  }
  const [seconds, rate, driver] = [values.seconds, values.rate, values.driver].map(Number) as [
    number,
    number,
    number,
  ]
  return { seconds, rate, driver, only, json }
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

async function measured(
  kind: ServerKind,
  rate: number,
  seconds: number,
  isChecked: boolean,
  beforeLoad: () => unknown = () => {},
): Promise<{ readonly target: MeasuredTarget; readonly server: Percentiles }> {
  const server = await startKnownServer(kind)
  beforeLoad()
  try {
    const plan = { ...planFor(server.origin, rate, seconds), keepEvery: isChecked ? 1 : 0 }
    const report = await runLoad(plan, { signal, onProgress: () => {} })
    const check = isChecked ? (_: number, body: string) => body === '{"value":1}' : null
    return { target: judgeLoad(kind, plan, report, slo, check).target, server: tookOf(await server.took()) }
  } finally {
    server.stop()
  }
}

/** Warm-up included, since the server does not know of it. */
function tookOf(times: readonly number[]): Percentiles {
  return {
    p50: impliedPercentile(times, 50),
    p95: impliedPercentile(times, 95),
    p99: impliedPercentile(times, 99),
  }
}

function shown({ percentiles }: MeasuredTarget): Percentiles {
  const at = (percentile: number) =>
    percentiles.find(each => each.percentile === percentile)?.estimate ?? null
  return { p50: at(50), p95: at(95), p99: at(99) }
}

async function knownCase(kind: KnownKind, rate: number, seconds: number, way: number): Promise<Case> {
  const { target, server } = await measured(kind, rate, seconds, true)
  const others = async (loop: (url: string, seconds: number) => Promise<Percentiles | null>) => {
    const server = await startKnownServer(kind)
    return loop(server.origin, seconds).finally(() => server.stop())
  }
  return {
    name: kind,
    openLoop: shown(target),
    implied: implied(kind, target, planFor('', rate, seconds), way),
    autocannon: await others(autocannonLoop),
    wrk: await others(wrkLoop),
    verdict: target.verdict,
    lagP99: target.lag.p99,
    server,
    requests: target.requests,
  }
}

/** Of the requests that were due once the warm-up was over; `way` is the time there and back, µs. */
function implied(kind: KnownKind, { blocks }: MeasuredTarget, plan: LoadPlan, way: number): Percentiles {
  const { arrivals, rate, durationMs, seed } = plan
  const dues = [...sendTimes(arrivals, rate, durationMs, randomOf(seed).fork('send times'))]
  const from = (blocks.filter(({ warmUp }) => warmUp).length / blocks.length) * durationMs
  const truth: KnownTruth = knownTruth[kind]
  const times = dues.flatMap((due, index) => (due < from ? [] : [truth(index, dues)]))
  const at = (percentile: number) => {
    const micros = impliedPercentile(times, percentile) + way
    return Number.isFinite(micros) ? micros : null
  }
  return { p50: at(50), p95: at(95), p99: at(99) }
}

/** The driver on one core, against a server on another that does next to nothing. */
async function driverCase(rate: number, seconds: number): Promise<Case> {
  // Child processes inherit the core: first the server, then the driver.
  const pinned = cpus().length > 1 && pinToCore(1)
  const { target } = await measured('trivial', rate, seconds, false, () => pinned && pinToCore(0))
  return {
    name: `driver at ${rate}/s${pinned ? ' on one core' : ''}`,
    openLoop: shown(target),
    implied: null,
    autocannon: null,
    wrk: null,
    verdict: target.verdict,
    lagP99: target.lag.p99,
    server: null,
    requests: Math.round(target.achieved * seconds),
  }
}

/** False where it cannot be done. */
function pinToCore(core: number): boolean {
  try {
    execFileSync('taskset', ['-pc', String(core), String(process.pid)], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

async function run() {
  const { seconds, rate, driver, only, json } = settings()
  const wanted = kinds.filter(kind => only === null || kind === only)
  const cases: Case[] = []
  const way =
    wanted.length === 0
      ? 0
      : ((await measured('trivial', rate, seconds, true)).target.percentiles[0]?.estimate ?? 0)
  for (const kind of wanted) {
    process.stderr.write(`measuring ${kind}\n`)
    cases.push(await knownCase(kind, rate, seconds, way))
  }
  if (only === null || only === 'driver') cases.push(await driverCase(driver, seconds))
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${platform()} ${arch()}, load ${loadavg()[0]?.toFixed(1)}`
  if (json)
    process.stdout.write(`${JSON.stringify({ machine, way, cases, ratios: ratiosOf(cases) }, null, 2)}\n`)
  else print(machine, rate, seconds, way, cases)
}

/** What lasts from machine to machine. */
function ratiosOf(cases: readonly Case[]): Record<string, number> {
  const ratio = (a: number | null, b: number | null | undefined) =>
    a === null || b == null || b === 0 ? [] : [Math.round((a / b) * 1_000) / 1_000]
  return Object.fromEntries(
    cases.flatMap(({ name, openLoop, implied, autocannon, wrk }) => [
      ...(['p50', 'p95', 'p99'] as const).flatMap(p =>
        ratio(openLoop[p], implied?.[p]).map(each => [`${name}: ${p} measured / implied`, each] as const),
      ),
      ...ratio(openLoop.p99, autocannon?.p99).map(
        each => [`${name}: p99 open loop / autocannon`, each] as const,
      ),
      ...ratio(openLoop.p99, wrk?.p99).map(each => [`${name}: p99 open loop / wrk`, each] as const),
    ]),
  )
}

function print(machine: string, rate: number, seconds: number, way: number, cases: readonly Case[]): void {
  process.stdout.write(
    `${machine}; p50 / p95 / p99 at ${rate} requests/s for ${seconds} s; way ${formatBound(way)}\n`,
  )
  const show = ({ p50, p95, p99 }: Percentiles) => [p50, p95, p99].map(formatBound).join(' / ')
  for (const { name, openLoop, implied, autocannon, wrk, verdict, lagP99, server, requests } of cases) {
    const beside = [
      implied === null ? '' : `, implied ${show(implied)}`,
      server === null ? '' : `, the server itself ${show(server)}`,
      autocannon === null ? '' : `; autocannon ${show(autocannon)}`,
      wrk === null ? '' : `, wrk ${formatBound(wrk.p50)} / – / ${formatBound(wrk.p99)}`,
    ].join('')
    process.stdout.write(
      `${name}: open loop ${show(openLoop)}${beside}; p99=50ms ${verdict}, driver late by ${formatBound(lagP99)}, ${requests} requests\n`,
    )
  }
  for (const [name, ratio] of Object.entries(ratiosOf(cases))) process.stdout.write(`  ${name} ${ratio}\n`)
}

await run()
