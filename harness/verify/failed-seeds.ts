import { formatCount } from '../../reports/format.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import type { RunReport } from './run-report.ts'
import type { RunWatch } from './run-watch.ts'

/** Seeds of a scenario that are named one by one. */
const namedMax = 20

/** Remembers which seeds failed. */
export interface FailedSeeds extends RunWatch {
  /** Runs that failed so far. */
  readonly count: number
}

export function watchFailedSeeds(scenarios: readonly Scenario[], first: number): FailedSeeds {
  const failed = new Map<number, number[]>()
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
    add({ job, suspect, unsettled }: RunReport) {
      if (!suspect && unsettled === 0) return
      count++
      failed.set(job.scenario, [...(failed.get(job.scenario) ?? []), first + job.run])
    },
    notes: () => (count === 0 ? [] : [`seeds that failed: ${texts().join('; ')}`]),
    options: () => ({}),
  }
}
