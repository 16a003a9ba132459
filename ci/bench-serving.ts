import { fork } from 'node:child_process'
import { once } from 'node:events'
import { arch, cpus, loadavg, platform } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import autocannon from 'autocannon'
import { runLoad } from '../harness/latency/driver/run-load.ts'
import { LatencyHistogram } from '../harness/latency/latency-histogram.ts'
import { findRedis } from '../reference-store/services/find-redis.ts'
import type { BenchServers } from './serving-bench/bench-server.ts'

const usage = `npm run bench:serving -- [options]
Serves nine features of one account from Redis over HTTP, and beside it, in the same process, a fastify handler that reads
the same bytes and answers the same text: open loop, at 30 % of what the slower one can do, interleaved ABBA.
  --seconds N  length of each run (10)
  --rounds N   of four runs each (3)
  --json       one JSON object on standard output
Targets: median at most 1.5 times the handler's, p99 at most 1 ms above it.
`

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const seconds = Number(values.seconds)

type Side = 'ours' | 'raw'

/** µs */
interface Run {
  readonly side: Side
  readonly p50: number | null
  readonly p99: number | null
}

if (values.help) process.stdout.write(usage)
else await bench()

async function bench(): Promise<void> {
  const redis = await findRedis({ env: process.env, tell: say }, { appendOnly: false })
  const child = fork(fileURLToPath(new URL('./serving-bench/bench-server.ts', import.meta.url)), {
    env: { ...process.env, REDIS_URL: redis.address },
    stdio: ['ignore', 2, 2, 'ipc'],
  })
  const [servers] = (await once(child, 'message')) as [BenchServers]
  const saturation = { ours: await saturate(servers, 'ours'), raw: await saturate(servers, 'raw') }
  const rate = Math.max(1, Math.floor(Math.min(saturation.ours, saturation.raw) * 0.3))
  say(`saturation ${JSON.stringify(saturation)}, runs at ${rate} requests/s`)
  const runs: Run[] = []
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const side of ['ours', 'raw', 'raw', 'ours'] as const)
      runs.push(await measure(servers, side, rate, runs.length))
  }
  child.disconnect()
  await once(child, 'exit')
  await redis.close()
  report(runs, saturation, rate)
}

/** Requests a second that a closed loop of 32 connections gets. */
async function saturate({ bodies, path, ...origins }: BenchServers, side: Side): Promise<number> {
  const requests = bodies.map(body => ({
    method: 'POST' as const,
    path,
    body,
    headers: { 'content-type': 'application/json' },
  }))
  const result = await autocannon({
    url: origins[side],
    connections: 32,
    duration: Math.min(seconds, 5),
    requests,
  })
  return Math.round(result.requests.average)
}

async function measure(
  { bodies, path, ...origins }: BenchServers,
  side: Side,
  rate: number,
  seed: number,
): Promise<Run> {
  const plan = {
    target: {
      origin: origins[side],
      headers: { 'content-type': 'application/json' },
      requests: bodies.map(body => ({ method: 'POST' as const, path, body })),
    },
    rate,
    durationMs: seconds * 1_000,
    arrivals: 'poisson' as const,
    seed,
    blocks: 1,
    connections: 64,
    timeoutMs: 5_000,
    keepEvery: 0,
  }
  const { blocks } = await runLoad(plan, { signal: new AbortController().signal, onProgress: () => {} })
  const latency = new LatencyHistogram(blocks[0]!.latency)
  const [p50, p99] = [latency.percentile(50).estimate, latency.percentile(99).estimate]
  say(`${side} p50 ${p50} µs, p99 ${p99} µs`)
  return { side, p50, p99 }
}

function report(runs: readonly Run[], saturation: Readonly<Record<Side, number>>, rate: number): void {
  const of = (side: Side, percentile: 'p50' | 'p99') => {
    const times = runs
      .filter(run => run.side === side)
      .map(run => run[percentile] ?? Number.POSITIVE_INFINITY)
    const sorted = times.toSorted((a, b) => a - b)
    return { minimum: sorted[0]!, median: sorted[sorted.length >> 1]!, repeats: times }
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${platform()} ${arch()}, load ${loadavg()[0]?.toFixed(1)}`
  const cases = (['ours', 'raw'] as const).map(side => ({
    name: side,
    p50: of(side, 'p50'),
    p99: of(side, 'p99'),
  }))
  const [ours, raw] = cases as [(typeof cases)[number], (typeof cases)[number]]
  const ratios = {
    'median, ours / raw': round(ours.p50.median / raw.p50.median),
    'p99, ours − raw, ms': round((ours.p99.median - raw.p99.median) / 1_000),
    'saturation, ours / raw': round(saturation.ours / saturation.raw),
  }
  const all = { machine, rate, saturation, cases, ratios }
  process.stdout.write(values.json ? `${JSON.stringify(all)}\n` : `${JSON.stringify(all, null, 2)}\n`)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
