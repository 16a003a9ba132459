import type { Command } from 'commander'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Micros } from '../../features/value.ts'
import { type LatencyResult, latencyResultSchema } from '../../reports/latency-result.ts'
import type { Result } from '../../reports/result.ts'
import { measureReference } from '../latency/reference/measure-reference.ts'
import { sumUpLatency } from '../latency/sum-up-latency.ts'
import { withLatency } from '../verdict/with-latency.ts'
import { measuredStorePath } from '../verify/load-store.ts'
import { latencyEdge, machineText } from './latency-edge.ts'
import { latencySet } from './latency-set.ts'
import { durationOption } from './option-values.ts'
import { toolVersions } from './versions.ts'

/** What `verify --real` is told of its latency stage. */
export interface LatencyStageFlags {
  readonly real?: true
  readonly scenario?: readonly string[]
  readonly seed: number
  readonly latency?: Micros
  readonly features?: string
  readonly set?: string
}

/** µs of questions under load: short, and enough for a p99 at the stage's rate. */
const latencyDefault: Micros = 8_000_000

/** An hour, µs. */
const latencyMax: Micros = 3_600_000_000

/** ms of canaries beside a steady ingest. */
const freshnessMs = 9_000

/** Questions a second: little enough for any machine, so that no saturation has to be measured first. */
const rate = 200

export function addLatencyStageOptions(command: Command): Command {
  return command
    .option(
      '--latency <duration>',
      'with --real: how long questions are asked under load for the latency stage; 0s: no stage (default: 8s, or none where scenarios are named)',
      durationOption,
    )
    .option(
      '--features <file>',
      'with --real: the features file that the latency stage serves; slo.json beside it has its budgets (default: plumbline’s own)',
    )
    .option('--set <name>', 'with --real: which set of that file, where it holds several')
}

/**
 * Measures latency and freshness of the reference store, in a store of its own, and gives what adds it to a result. Before
 * the suite, since both would slow each other down.
 * @throws PlumblineError usage where it is asked for without --real, or what the store cannot get
 */
export async function latencyStage(
  flags: LatencyStageFlags,
  watched: { readonly signal: AbortSignal; readonly onProgress: (line: string) => void },
): Promise<(result: Result) => Result> {
  refuseWithoutReal(flags)
  const asked = flags.latency ?? (flags.scenario === undefined ? latencyDefault : 0)
  if (flags.real === undefined) return result => result
  if (asked === 0) {
    const reason = flags.latency === 0 ? 'not asked for' : 'scenarios were named: ask for it with --latency'
    return result => ({ ...result, notRun: [...result.notRun, { what: 'the latency stage', reason }] })
  }
  const measured = await measure(flags, asked, watched)
  return result => withLatency(result, measured)
}

function refuseWithoutReal({ real, latency, features, set }: LatencyStageFlags): void {
  const given = Object.entries({ latency, features, set }).find(([, value]) => value !== undefined)
  if (given !== undefined && real === undefined) {
    const mend = 'add --real, or leave it out'
    throw new PlumblineError('usage', `--${given[0]} is of the latency stage, which only --real has: ${mend}`)
  }
  if (features === undefined && set !== undefined)
    throw new PlumblineError(
      'usage',
      '--set needs --features, the file that holds it: give one, or leave it out',
    )
  if ((latency ?? 0) > latencyMax)
    throw new PlumblineError('usage', '--latency may be at most 1h: shorten it')
}

async function measure(
  { features, set, seed }: LatencyStageFlags,
  durationUs: Micros,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (line: string) => void },
): Promise<LatencyResult> {
  const { slo, sloPath, ...of } = await latencySet(features, set)
  const plan = {
    durationMs: durationUs / 1_000,
    arrivals: 'poisson' as const,
    seed,
    blocks: 20,
    connections: 64,
    timeoutMs: 5_000,
    keepEvery: 10,
  }
  const edge = latencyEdge(plan.connections, { signal, onProgress: line => onProgress(`latency: ${line}`) })
  const options = {
    ...of,
    slo,
    plan,
    rate,
    findCapacity: false,
    size: { events: 5_000, accounts: 500, requests: 500, entities: 1 },
    script: measuredStorePath,
    embedded: false,
    under: ['steady'] as const,
    conditionMs: freshnessMs,
    measureCapacity: false,
  }
  const reference = await measureReference(options, edge)
  const summed = sumUpLatency(reference.measured, plan, reference, {
    versions: toolVersions(),
    machine: machineText(),
  })
  return latencyResultSchema.parse({ ...summed, ...(sloPath === null ? {} : { slo: sloPath }) })
}
