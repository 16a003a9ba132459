import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { LoadTarget } from '../../harness/latency/driver/load-plan.ts'
import { runLoad } from '../../harness/latency/driver/run-load.ts'
import { LatencyHistogram } from '../../harness/latency/latency-histogram.ts'
import { measureSaturation } from '../../harness/latency/saturation.ts'
import type { ServingSide } from './serving-side.ts'

export interface ServingOptions {
  readonly env: NodeJS.ProcessEnv
  readonly execArgv: readonly string[]
  /** Length of each run. */
  readonly seconds: number
  /** Of ours and the raw handler there and back, and of the others once. */
  readonly rounds: number
  readonly say: (line: string) => void
}

const sides = ['ours', 'raw', 'read', 'constant'] as const

export type ServingSideName = (typeof sides)[number]

/** µs; +∞ where that share of the requests failed. */
export interface ServingRun {
  readonly p50: number
  readonly p99: number
}

export interface ServingMeasured {
  /** Requests a second of a closed loop. */
  readonly saturation: Readonly<Record<ServingSideName, number>>
  /** Requests a second of the runs. */
  readonly rate: number
  readonly runs: Readonly<Record<ServingSideName, readonly ServingRun[]>>
  readonly readBytes: number
  readonly differences: readonly string[]
}

const connections = { saturation: 32, runs: 64 }

/** Of a run, of equal length; the first is that of a driver and connections that are new, and is not told. */
const blocks = 5

/** Share of the slower one's saturation at which the runs are. */
const load = 0.3

/** Features of one account over HTTP at a fixed open rate; beside it a handler that reads the same bytes, and a constant. */
export async function measureServing(options: ServingOptions): Promise<ServingMeasured> {
  const { env, execArgv, seconds, rounds, say } = options
  const child = fork(fileURLToPath(new URL('./serving-side.ts', import.meta.url)), {
    env,
    stdio: ['ignore', 2, 2, 'ipc'],
    execArgv: ['--disable-warning=TimeoutNegativeWarning', ...execArgv],
  })
  const ended = once(child, 'exit')
  try {
    const [servers] = (await Promise.race([once(child, 'message'), ended.then(endedEarly)])) as [ServingSide]
    const saturation = { ours: 0, raw: 0, read: 0, constant: 0 }
    for (const side of sides) {
      const { signal } = new AbortController()
      // What is told of a server is told of a warm one.
      await measureSaturation(targetOf(servers, side), connections.saturation, Math.min(seconds, 2), signal)
      const found = measureSaturation(targetOf(servers, side), connections.saturation, seconds, signal)
      saturation[side] = await found
      say(`serving, ${side}: at most ${Math.round(saturation[side])} requests/s`)
    }
    const rate = Math.max(1, Math.floor(Math.min(saturation.ours, saturation.raw) * load))
    const runs: Record<ServingSideName, ServingRun[]> = { ours: [], raw: [], read: [], constant: [] }
    const differences = await compareAnswers(servers)
    for (let round = 1; round <= rounds; round++) {
      for (const [i, side] of (['ours', 'raw', 'raw', 'ours', 'read', 'constant'] as const).entries()) {
        const { p50, p99, failures } = await runSide(servers, side, { rate, seconds, seed: round * 10 + i })
        runs[side].push({ p50, p99 })
        if (failures > 0) differences.push(`serving, ${side}: ${failures} requests failed`)
        say(`round ${round} of ${rounds}, serving, ${side} at ${rate}/s: p50 ${p50} µs, p99 ${p99} µs`)
      }
    }
    return { saturation, rate, runs, readBytes: servers.readBytes, differences }
  } finally {
    if (child.connected) child.disconnect()
    await ended
  }
}

function endedEarly(): never {
  throw new Error('the process of the servers ended early')
}

function targetOf({ path, bodies, ...origins }: ServingSide, side: ServingSideName): LoadTarget {
  return {
    origin: origins[side],
    headers: { 'content-type': 'application/json' },
    requests: bodies.map(body => ({ method: 'POST', path, body })),
  }
}

async function runSide(
  servers: ServingSide,
  side: ServingSideName,
  { rate, seconds, seed }: { readonly rate: number; readonly seconds: number; readonly seed: number },
): Promise<ServingRun & { readonly failures: number }> {
  const plan = {
    target: targetOf(servers, side),
    rate,
    durationMs: seconds * 1_000,
    arrivals: 'poisson' as const,
    seed,
    blocks,
    connections: connections.runs,
    timeoutMs: 5_000,
    keepEvery: 0,
  }
  const report = await runLoad(plan, { signal: new AbortController().signal, onProgress: () => {} })
  const all = report.blocks.map(block => new LatencyHistogram(block.latency))
  const latency = LatencyHistogram.merged(all.slice(1))
  const at = (percentile: number) => latency.percentile(percentile).estimate
  return { p50: at(50), p99: at(99), failures: LatencyHistogram.merged(all).failures }
}

/** To each question ours and the raw handler give the same text, once more. */
async function compareAnswers(servers: ServingSide): Promise<string[]> {
  const ask = async (side: 'ours' | 'raw', body: string) => {
    const headers = { 'content-type': 'application/json' }
    return (await fetch(servers[side] + servers.path, { method: 'POST', headers, body })).text()
  }
  let differing = 0
  for (const body of servers.bodies) if ((await ask('ours', body)) !== (await ask('raw', body))) differing++
  return differing === 0 ? [] : [`serving: ${differing} of ${servers.bodies.length} answers differ`]
}
