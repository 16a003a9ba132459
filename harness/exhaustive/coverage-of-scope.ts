import { formatCount, formatMany } from '../../reports/format.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import type { RunReport } from '../verify/run-report.ts'
import type { RunWatch } from '../verify/run-watch.ts'
import { alphabetOf, alphabetText } from './alphabet.ts'
import { recordsOf, sizeOfScope } from './exhaustive-scenario.ts'
import { countHistories } from './small-history.ts'

/** Adds up what exhaustive scenarios among those of a run have covered; null where there are none. */
export function watchScope(scenarios: readonly Scenario[]): RunWatch | null {
  const scopes = scenarios.flatMap((scenario, at) => {
    const records = recordsOf(scenario)
    return records === null ? [] : [{ at, records, histories: 0, runs: 0, seeds: 0, left: 0 }]
  })
  if (scopes.length === 0) return null
  return {
    add({ job, covered }: RunReport) {
      const scope = scopes.find(({ at }) => at === job.scenario)
      if (scope === undefined || covered === undefined) return
      scope.seeds++
      scope.histories += covered.histories
      scope.runs += covered.runs
      if (!covered.whole) scope.left++
    },
    notes: () => scopes.flatMap(scopeNotes),
    options: () => ({
      exhaustive: scopes.map(({ records, histories, runs }) => {
        const whole = sizeOfScope(records)
        const skipped = whole.histories * whole.schedules - runs
        return { records, alphabet: alphabetText(alphabetOf(records)), histories, runs, skipped }
      }),
    }),
  }
}

interface Scope {
  readonly records: number
  readonly histories: number
  readonly runs: number
  readonly seeds: number
  /** Seeds that were left at their first failing run. */
  readonly left: number
}

function scopeNotes({ records, histories, runs, seeds, left }: Scope): string[] {
  const whole = sizeOfScope(records)
  const skipped = whole.histories * whole.schedules - runs
  const shorter = Array.from({ length: records - 1 }, (_, i) => {
    return `${formatCount(countHistories(alphabetOf(records), i + 1))} of ${i + 1}`
  })
  const beginnings = shorter.length === 0 ? '' : ` (their beginnings are the ${shorter.join(', ')})`
  const why = [
    left > 0 ? `${formatMany(left, 'seed')} left at the first failing run` : null,
    seeds < whole.shards ? `${formatCount(seeds)} of ${formatCount(whole.shards)} seeds run` : null,
  ].filter(reason => reason !== null)
  const rest = skipped === 0 ? 'none skipped' : `${formatCount(skipped)} not run: ${why.join(', ')}`
  return [
    `every history of ${formatMany(records, 'record')}: ${formatCount(histories)} of ${formatCount(whole.histories)}${beginnings}, each under ${formatMany(whole.schedules, 'interleaving')} of append, apply, commit, crash and restart with questions between any two steps: ${formatMany(runs, 'run')}, ${rest}`,
    `alphabet: ${alphabetText(alphabetOf(records))}`,
  ]
}
