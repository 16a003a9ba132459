import type { LogResult } from '../../reports/result.ts'
import { type Happening, happenings } from '../../scenarios/happening.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import { addLogs } from '../audit/add-logs.ts'
import { checkMustHappen, type Missing, nothingHappened } from '../drive/must-happen.ts'
import type { NotRun } from '../drive/not-run.ts'
import type { RunReport } from './run-report.ts'

/** What many runs add up to, beside their judged cells. */
export interface RunTotals {
  add(scenario: Scenario, run: RunReport): void
  /** By scenario, what had to happen in each run on the average and did not. */
  missed(): Map<string, Missing[]>
  /** One a source name. */
  log(): LogResult[]
  /** What the store could not be asked, each once. */
  notRun(): { what: string; reason: string }[]
}

interface ScenarioAccount {
  readonly scenario: Scenario
  readonly happened: Record<Happening, number>
  /** By what and why: not every run asks for everything. */
  readonly notRun: Map<string, NotRun>
  runs: number
  /** Runs in which the store gave its training values. */
  trained: number
}

/** Sums runs up in memory that does not grow with them. */
export function createRunTotals(): RunTotals {
  const scenarios = new Map<string, ScenarioAccount>()
  const log = new Map<string, LogResult>()
  return {
    add(scenario, run) {
      const account = scenarios.get(scenario.name) ?? {
        scenario,
        happened: nothingHappened(),
        notRun: new Map(),
        runs: 0,
        trained: 0,
      }
      scenarios.set(scenario.name, account)
      account.runs++
      if (run.trained) account.trained++
      for (const each of run.notRun) account.notRun.set(`${each.what}: ${each.reason}`, each)
      for (const name of Object.keys(happenings) as Happening[]) account.happened[name] += run.happened[name]
      for (const each of run.log) log.set(each.source, addLogs(log.get(each.source), each))
    },
    missed: () => new Map([...scenarios].map(([name, account]) => [name, missedIn(account)])),
    log: () => [...log.values()],
    notRun() {
      const all = [...scenarios].flatMap(([scenario, { notRun }]) => {
        return [...notRun.values()].map(({ what, reason }) => ({ what, reason, scenario }))
      })
      return [...Map.groupBy(all, ({ reason }) => reason)].map(([reason, parts]) => {
        const whats = [...Map.groupBy(parts, ({ what }) => what)].map(([what, of]) => {
          return `${what} (${listed(of.map(({ scenario }) => scenario))})`
        })
        return { what: whats.join(', '), reason }
      })
    },
  }
}

/** Scenarios that are named one by one; beyond it their number says as much. */
const namedMax = 6

function listed(scenarios: readonly string[]): string {
  return scenarios.length > namedMax ? `${scenarios.length} scenarios` : scenarios.join(', ')
}

function missedIn({ scenario, happened, notRun, runs, trained }: ScenarioAccount): Missing[] {
  const wanted = Object.entries(scenario.mustHappen).map(([name, times]) => {
    return [name, times * (name === 'trainingRows' ? trained : runs)]
  })
  return checkMustHappen({ ...scenario, mustHappen: Object.fromEntries(wanted) }, happened, [
    ...notRun.values(),
  ])
}
