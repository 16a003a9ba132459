import { drawnParts } from '../../generators/draw.ts'
import { formatCount } from '../../reports/format.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import type { RunReport } from './run-report.ts'
import type { RunWatch } from './run-watch.ts'

/** Seeds of a scenario that are named one by one. */
const namedMax = 20

/** Failing seeds whose options are stored, and those whose options are printed: the first ones. */
const storedMax = 100
const printedMax = 3

/** Remembers which seeds failed, and what they drew. */
export interface FailedSeeds extends RunWatch {
  /** Runs that failed so far. */
  readonly count: number
}

interface FailedSeed {
  readonly scenario: string
  readonly seed: number
  /** By place in the scenario, what the seed drew; null where an option was left out. */
  readonly drawn: Readonly<Record<string, unknown>>
}

export function watchFailedSeeds(scenarios: readonly Scenario[], first: number): FailedSeeds {
  const failed = new Map<number, number[]>()
  const stored: FailedSeed[] = []
  let count = 0
  const texts = () =>
    [...failed].map(([scenario, seeds]) => {
      const name = scenarios[scenario]?.name ?? ''
      const more = seeds.length - namedMax
      return `${name} ${seeds.slice(0, namedMax).join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}`
    })
  return {
    get count() {
      return count
    },
    add({ job, suspect, unsettled, drawn = {} }: RunReport) {
      if (!suspect && unsettled === 0) return
      count++
      const seed = first + job.run
      failed.set(job.scenario, [...(failed.get(job.scenario) ?? []), seed])
      const scenario = scenarios[job.scenario] as Scenario
      if (stored.length < storedMax)
        stored.push({ scenario: scenario.name, seed, drawn: drawnBy(scenario, drawn) })
    },
    notes: () =>
      count === 0
        ? []
        : [`seeds that failed: ${texts().join('; ')}`, ...stored.flatMap(drawnText).slice(0, printedMax)],
    options: () => (stored.length === 0 ? {} : { failedSeeds: stored }),
  }
}

function drawnBy(
  { streams, probe, interleaving }: Scenario,
  drawn: Readonly<Record<string, unknown>>,
): FailedSeed['drawn'] {
  const left = drawnParts({ streams: Object.fromEntries(streams), probe, interleaving }, drawn)
  return Object.fromEntries(left.map(({ place, value }) => [place.replace(/^streams\./, ''), value ?? null]))
}

/** Nothing where a seed draws nothing of a scenario's options. */
function drawnText({ scenario, seed, drawn }: FailedSeed): string[] {
  const parts = Object.entries(drawn).map(([place, value]) => `${place} ${shown(value)}`)
  return parts.length === 0 ? [] : [`${scenario} --seed ${seed} drew ${parts.join(', ')}`]
}

function shown(value: unknown): string {
  if (value === null) return 'off'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
