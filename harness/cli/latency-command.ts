import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Micros } from '../../features/value.ts'
import { readResult } from '../../reports/any-result.ts'
import { type LatencyResult, latencyResultSchema } from '../../reports/latency-result.ts'
import { renderLatency } from '../../reports/terminal/render-latency.ts'
import { compareBaseline } from '../latency/compare-baseline.ts'
import type { LoadPlan } from '../latency/driver/load-plan.ts'
import { expectedAnswers } from '../latency/expected-answers.ts'
import { loadTarget } from '../latency/load-target.ts'
import { measureLatency, type NamedTarget } from '../latency/measure-latency.ts'
import { parseJson } from '../latency/parse-json.ts'
import { conditionNames } from '../latency/reference/conditions.ts'
import { measureReference } from '../latency/reference/measure-reference.ts'
import { parseSlo, type Slo, sloDefault } from '../latency/slo.ts'
import { sumUpLatency } from '../latency/sum-up-latency.ts'
import { tryTarget } from '../latency/try-target.ts'
import { measuredStorePath, storeScriptPath } from '../verify/load-store.ts'
import { addExamples } from './examples.ts'
import { interruptible } from './interruption.ts'
import { latencyEdge, machineText } from './latency-edge.ts'
import { addLatencyOptions, type LatencyFlags } from './latency-options.ts'
import { type LatencySet, latencySet } from './latency-set.ts'
import { type Progress, progressFor } from './progress.ts'
import { latencyFolder, writeRunFolder } from './run-folder.ts'
import { stdoutRendering } from './stdout-rendering.ts'
import type { Verb } from './verb.ts'
import { toolVersions } from './versions.ts'
import { annotate, writeResult } from './write-result.ts'

/** An hour: longer load is an operation, not a test. */
const durationMax: Micros = 3_600_000_000

/** One answer in so many is compared with what it has to be. */
const checkedEvery = 10

/** `latency`: put an HTTP store under open-loop load and hold its percentiles against budgets. */
export const latencyCommand: Verb = (program, done) => {
  const verb = addLatencyOptions(program.command('latency')).action(
    async (flags: LatencyFlags, command: Command) => {
      const [stray] = command.args
      if (stray !== undefined)
        throw new PlumblineError('usage', `latency takes no argument, but got ${stray}: give --url`)
      done(await interruptible(signal => latency(flags, signal)))
    },
  )
  addExamples(verb, [
    ['the reference store, and how fresh it is', 'latency'],
    [
      'a gate for CI',
      'latency --url http://127.0.0.1:6566/get-online-features --body requests.jsonl --slo p99=50ms,errors=0.1%',
    ],
    [
      'a features file of your own, with slo.json beside it, on Kafka and Redis',
      'latency --features features.ts',
    ],
    ['how much it can take', 'latency --url http://127.0.0.1:8080/v1 --body requests.jsonl --find-capacity'],
  ])
}

async function latency(flags: LatencyFlags, signal: AbortSignal): Promise<number> {
  const asked = flags.slo === undefined ? null : parseSlo(flags.slo)
  const plan = planOf(flags)
  const set = flags.url === undefined || flags.features !== undefined ? await setOf(flags) : null
  const slo = asked ?? set?.slo ?? sloDefault
  const sloPath = asked === null ? (set?.sloPath ?? null) : null
  const before = flags.baseline === undefined ? null : await readBaseline(flags.baseline)
  const targets = flags.url === undefined ? null : await targetsOf(flags, flags.url)
  if (targets === null) refuseUrlOptions(flags)
  const progress = progressFor()
  try {
    for (const { target } of targets ?? []) await tryTarget(target, plan.timeoutMs)
    const made: LatencyResult[] = []
    const dir = await writeRunFolder(flags.out ?? null, latencyFolder, async dir => {
      const result = await measure({ flags, slo, sloPath, set, plan, targets, before, progress, signal })
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

/** @throws PlumblineError usage where a set is named and no file */
function setOf({ features, set }: LatencyFlags): Promise<LatencySet> {
  if (features === undefined && set !== undefined)
    throw new PlumblineError(
      'usage',
      '--set needs --features, the file that holds it: give one, or leave it out',
    )
  return latencySet(features, set)
}

/** @throws PlumblineError where the folder holds no run of latency */
async function readBaseline(folder: string): Promise<LatencyResult> {
  const path = join(folder, 'result.json')
  const read = readResult(parseJson(await readText(path)))
  if (read.kind === 'read' && read.result.schema === 'plumbline.latency/1') return read.result
  throw new PlumblineError('usage', `${path} is no run of latency: give the folder of one`)
}

const freshnessNote =
  'freshness was budgeted and not measured: only of the reference store is it known how to send an event'

interface Measuring {
  readonly flags: LatencyFlags
  readonly slo: Slo
  readonly sloPath: string | null
  /** Null: only the URL is known. */
  readonly set: LatencySet | null
  /** A stored run to compare with. */
  readonly before: LatencyResult | null
  readonly plan: Omit<LoadPlan, 'target' | 'rate'>
  /** Null: the reference store. */
  readonly targets: readonly NamedTarget[] | null
  readonly progress: Progress
  readonly signal: AbortSignal
}

async function measure(measuring: Measuring): Promise<LatencyResult> {
  const { flags, slo, sloPath, set, plan, targets, before, progress, signal } = measuring
  const options = { slo, rate: flags.rate ?? null, plan, findCapacity: flags.findCapacity === true }
  const edge = latencyEdge(plan.connections, { signal, onProgress: progress.update })
  const reference =
    targets === null && set !== null
      ? await measureReference({ ...options, ...referenceOptions(flags, set) }, edge)
      : null
  const measured = reference?.measured ?? (await measureLatency({ ...options, targets: targets ?? [] }, edge))
  const first = measured.judged[0]?.target
  const provenance = { versions: toolVersions(), machine: machineText() }
  const summed = sumUpLatency(measured, plan, reference, provenance)
  const unmeasured = targets !== null && slo !== sloDefault && slo.some(({ kind }) => kind === 'freshness')
  return latencyResultSchema.parse({
    ...summed,
    notes: unmeasured ? [...summed.notes, freshnessNote] : summed.notes,
    ...(sloPath === null ? {} : { slo: sloPath }),
    ...(before === null || first === undefined
      ? {}
      : { baseline: compareBaseline(flags.baseline ?? '', before, first) }),
  })
}

function referenceOptions(flags: LatencyFlags, { features, definitions }: LatencySet) {
  const { events, accounts, entities, embedded, under, underFor } = flags
  return {
    size: { events, accounts, requests: 1_000, entities },
    features,
    definitions,
    script: embedded === true ? storeScriptPath : measuredStorePath,
    embedded: embedded === true,
    // In their own order: what changes the store comes last.
    under: conditionNames.filter(name => under.includes(name)),
    conditionMs: underFor / 1_000,
    measureCapacity: true,
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
