import { readFile } from 'node:fs/promises'
import { arch, cpus, platform } from 'node:os'
import type { Command } from 'commander'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Micros } from '../../features/value.ts'
import { type LatencyResult, latencyResultSchema } from '../../reports/latency-result.ts'
import { renderLatency } from '../../reports/terminal/render-latency.ts'
import type { LoadPlan } from '../latency/driver/load-plan.ts'
import { runLoad } from '../latency/driver/run-load.ts'
import { expectedAnswers } from '../latency/expected-answers.ts'
import { loadTarget } from '../latency/load-target.ts'
import { measureLatency, type NamedTarget } from '../latency/measure-latency.ts'
import { measureReference, type ReferenceEdge } from '../latency/reference/measure-reference.ts'
import { measureSaturation } from '../latency/saturation.ts'
import { parseSlo, type Slo, sloDefault } from '../latency/slo.ts'
import { sumUpLatency } from '../latency/sum-up-latency.ts'
import { tryTarget } from '../latency/try-target.ts'
import { storeScriptPath } from '../verify/load-store.ts'
import { durationFlag } from './duration-flag.ts'
import { addExamples } from './examples.ts'
import { interruptible } from './interruption.ts'
import { each, rateOption, wholeNumber } from './option-values.ts'
import { type Progress, progressFor } from './progress.ts'
import type { Verb } from './run-command-line.ts'
import { latencyFolder, writeRunFolder } from './run-folder.ts'
import { stdoutRendering } from './stdout-rendering.ts'
import { toolVersions } from './versions.ts'
import { annotate, writeResult } from './write-result.ts'

interface LatencyFlags {
  readonly url?: string
  readonly against?: string
  readonly body?: string
  readonly expect?: string
  readonly header?: readonly string[]
  readonly slo?: string
  readonly rate?: number
  readonly duration: Micros
  readonly arrivals: string
  readonly connections: number
  readonly timeout: Micros
  readonly blocks: number
  readonly seed: number
  readonly findCapacity?: true
  readonly embedded?: true
  readonly events: number
  readonly accounts: number
  readonly entities: number
  readonly yesLoadThisHost?: true
  readonly out?: string
  readonly json?: true
}

/** Seconds that a closed loop is given to show its throughput. */
const saturationSeconds = 3

/** An hour: longer load is an operation, not a test. */
const durationMax: Micros = 3_600_000_000

/** One answer in so many is compared with what it has to be. */
const checkedEvery = 10

/** `latency`: put an HTTP store under open-loop load and hold its percentiles against budgets. */
export const latencyCommand: Verb = (program, done) => {
  const verb = program
    .command('latency')
    .description(
      'put an HTTP server under load on a schedule that no answer can delay, and hold its percentiles against budgets',
    )
    .option('--url <url>', 'what to ask (default: the reference store, which is started for it)')
    .option('--body <file>', 'JSON Lines: a request body a line, sent in turn by POST (default: GET)')
    .option('--expect <file>', 'JSON Lines: the answer that each body has to get; another one is no success')
    .option(
      '--header <header>',
      'as in "Name: value"; may be given again. Secrets: see Headers',
      each(String),
    )
    .option('--slo <budgets>', 'such as p50=5ms,p99=50ms,p99.9=120ms,errors=0.1% (default: p99=50ms)')
    .option(
      '--rate <n>',
      'requests a second (default: 500, or 70% of the saturation where that is less)',
      rateOption,
    )
    .addOption(durationFlag('--duration <duration>', 'how long, at most 1h', 20_000_000))
    .option('--arrivals <kind>', 'constant or poisson', 'poisson')
    .option('--connections <n>', 'requests under way at most', wholeNumber(1), 64)
    .addOption(durationFlag('--timeout <duration>', 'an answer that takes longer is a failure', 5_000_000))
    .option('--blocks <n>', 'parts that the run is told in', wholeNumber(5), 20)
    .option('--seed <n>', 'of the schedule', wholeNumber(0), 1)
    .option('--against <url>', 'measure this one in turn with --url, and compare: times of one run alone lie')
    .option('--find-capacity', 'search the highest rate that still meets the SLO')
    .option('--embedded', 'the reference store in memory behind HTTP, without Kafka and Redis')
    .option('--events <n>', 'the reference store: events that it holds', wholeNumber(1), 20_000)
    .option('--accounts <n>', 'the reference store: accounts that they belong to', wholeNumber(1), 2_000)
    .option('--entities <n>', 'the reference store: entities that one request asks for', wholeNumber(1), 1)
    .option('--yes-load-this-host', 'the server is on another machine, whose owner knows of the load')
    .option('--out <dir>', 'where to write (default: the next number under .plumbline/runs)')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nHeaders:\n  PLUMBLINE_LATENCY_HEADERS  in the environment: more headers, one a line: for secrets, which a\n                     command line would show to others',
    )
    .action(async (flags: LatencyFlags, command: Command) => {
      const [stray] = command.args
      if (stray !== undefined)
        throw new PlumblineError('usage', `latency takes no argument, but got ${stray}: give --url`)
      done(await interruptible(signal => latency(flags, signal)))
    })
  addExamples(verb, [
    ['the reference store, and how fresh it is', 'latency'],
    [
      'a gate for CI',
      'latency --url http://127.0.0.1:6566/get-online-features --body requests.jsonl --slo p99=50ms,errors=0.1%',
    ],
    ['how much it can take', 'latency --url http://127.0.0.1:8080/v1 --body requests.jsonl --find-capacity'],
  ])
}

async function latency(flags: LatencyFlags, signal: AbortSignal): Promise<number> {
  const slo = flags.slo === undefined ? sloDefault : parseSlo(flags.slo)
  const plan = planOf(flags)
  const targets = flags.url === undefined ? null : await targetsOf(flags, flags.url)
  if (targets === null) refuseUrlOptions(flags)
  const progress = progressFor()
  try {
    for (const { target } of targets ?? []) await tryTarget(target, plan.timeoutMs)
    const made: LatencyResult[] = []
    const dir = await writeRunFolder(flags.out ?? null, latencyFolder, async dir => {
      const result = await measure({ flags, slo, plan, targets, progress, signal })
      await writeResult(dir, result)
      made.push(result)
    })
    progress.end()
    const result = made[0] as LatencyResult
    show(result, dir, flags.json === true)
    return result.exitCode
  } finally {
    progress.end()
  }
}

/** What is said of a URL means nothing to the reference store. */
function refuseUrlOptions(flags: LatencyFlags): void {
  for (const option of ['against', 'body', 'expect', 'header'] as const) {
    if (flags[option] === undefined) continue
    throw new PlumblineError(
      'usage',
      `--${option} needs --url, the server to ask: give one, or leave --${option} out`,
    )
  }
}

function planOf(flags: LatencyFlags): Omit<LoadPlan, 'target' | 'rate'> {
  if (flags.arrivals !== 'constant' && flags.arrivals !== 'poisson')
    throw new PlumblineError(
      'usage',
      `--arrivals ${flags.arrivals} is neither constant nor poisson: write one of them`,
    )
  if (flags.duration > durationMax || flags.duration === 0)
    throw new PlumblineError('usage', '--duration has to be above 0 and at most 1h: shorten it')
  return {
    durationMs: flags.duration / 1_000,
    arrivals: flags.arrivals,
    seed: flags.seed,
    blocks: flags.blocks,
    connections: flags.connections,
    timeoutMs: Math.max(1, flags.timeout / 1_000),
    keepEvery: checkedEvery,
  }
}

async function targetsOf(flags: LatencyFlags, url: string): Promise<NamedTarget[]> {
  const bodies = flags.body === undefined ? null : await readText(flags.body)
  const expected = flags.expect === undefined ? null : await readText(flags.expect)
  const secret = (process.env.PLUMBLINE_LATENCY_HEADERS ?? '').split('\n').filter(line => line.trim() !== '')
  const named = (name: string, url: string): NamedTarget => {
    const target = loadTarget({
      url,
      bodies,
      bodiesName: flags.body ?? '',
      headers: [...(flags.header ?? []), ...secret],
      otherHosts: flags.yesLoadThisHost === true,
    })
    return { name, target, check: expectedAnswers(expected, flags.expect ?? '', target.requests.length) }
  }
  const first = named(flags.against === undefined ? 'percentile' : 'url', url)
  return flags.against === undefined ? [first] : [first, named('against', flags.against)]
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(cause => {
    throw new PlumblineError('missing-file', `the file ${path} cannot be read: check the path`, { cause })
  })
}

interface Measuring {
  readonly flags: LatencyFlags
  readonly slo: Slo
  readonly plan: Omit<LoadPlan, 'target' | 'rate'>
  /** Null: the reference store. */
  readonly targets: readonly NamedTarget[] | null
  readonly progress: Progress
  readonly signal: AbortSignal
}

async function measure(measuring: Measuring): Promise<LatencyResult> {
  const { flags, slo, plan, targets, progress, signal } = measuring
  const { update: onProgress } = progress
  const options = { slo, rate: flags.rate ?? null, plan, findCapacity: flags.findCapacity === true }
  const edge: ReferenceEdge = {
    load: full => runLoad(full, { signal, onProgress }),
    saturation: target => measureSaturation(target, plan.connections, saturationSeconds, signal),
    onProgress,
    clock: () => performance.now(),
    now: () => Date.now() * 1_000,
    sleep: ms => new Promise(wake => setTimeout(wake, ms)),
    signal,
  }
  const { measured, freshness } =
    targets === null
      ? await measureReference({ ...options, ...referenceOptions(flags) }, edge)
      : { measured: await measureLatency({ ...options, targets }, edge), freshness: [] }
  const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${platform()} ${arch()}`
  return latencyResultSchema.parse(
    sumUpLatency(measured, plan, freshness, { versions: toolVersions(), machine }),
  )
}

function referenceOptions({ events, accounts, entities, embedded }: LatencyFlags) {
  return {
    size: { events, accounts, requests: 1_000, entities },
    script: storeScriptPath,
    embedded: embedded === true,
    freshnessMs: 6_000,
  }
}

function show(result: LatencyResult, dir: string, json: boolean): void {
  annotate(result, process.env)
  const { stdout } = process
  if (json) {
    stdout.write(`${JSON.stringify(result, null, 2)}\n`)
    return
  }
  stdout.write(renderLatency(result, stdoutRendering()))
  stdout.write(`\n  result     ${dir}/result.json        exit ${result.exitCode}\n`)
}
