import type { CoverageResult, LogResult, RelationResult } from '../../reports/result.ts'
import { type Happening, happenings } from '../../scenarios/happening.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import { addLogs } from '../audit/add-logs.ts'
import { createMarkTotals, type MarkTotals, type MissedMark } from '../coverage/mark-totals.ts'
import type { RunMarks } from '../coverage/measure-marks.ts'
import { checkMustHappen, type Missing, nothingHappened } from '../drive/must-happen.ts'
import type { NotRun } from '../drive/not-run.ts'
import { createRelationTotals } from '../metamorphic/relation-totals.ts'
import type { RunReport } from './run-report.ts'

/** What many runs add up to, beside their judged cells. */
export interface RunTotals {
  add(scenario: Scenario, run: RunReport): void
  /** A scenario that the store lacks something for. */
  skip(scenario: Scenario, why: string): void
  /** Null where some scenario was run; else of each why not. */
  nothingRun(): string | null
  /** By scenario, what had to happen in each run on the average and did not. */
  missed(): Map<string, (Missing | MissedMark)[]>
  /** What came of runs that were done again otherwise. */
  related(): RelationResult[]
  /** Which rules decided a compared value; null where that was not measured. */
  coverage(): CoverageResult | null
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
  readonly marks: MarkTotals
  runs: number
  /** Runs in which the store gave its training values. */
  trained: number
}

/** Sums runs up in memory that does not grow with them. */
export function createRunTotals(): RunTotals {
  const scenarios = new Map<string, ScenarioAccount>()
  const log = new Map<string, LogResult>()
  const marks = createMarkTotals()
  const relations = createRelationTotals()
  const skipped = new Map<string, string>()
  return {
    add(scenario, run) {
      const account = scenarios.get(scenario.name) ?? {
        scenario,
        happened: nothingHappened(),
        notRun: new Map(),
        marks: createMarkTotals(),
        runs: 0,
        trained: 0,
      }
      scenarios.set(scenario.name, account)
      account.runs++
      if (run.trained) account.trained++
      relations.add(run.related ?? [])
      for (const each of run.marks === undefined ? [] : [account.marks, marks])
        each.add(run.marks as RunMarks)
      for (const each of run.notRun) account.notRun.set(`${each.what}: ${each.reason}`, each)
      for (const name of Object.keys(happenings) as Happening[]) account.happened[name] += run.happened[name]
      for (const each of run.log) log.set(each.source, addLogs(log.get(each.source), each))
    },
    skip: (scenario, why) => void skipped.set(scenario.name, why),
    nothingRun() {
      if (scenarios.size > 0 || skipped.size === 0) return null
      return `no scenario was run: ${[...skipped].map(([name, why]) => `${name} (${why})`).join('; ')}`
    },
    missed: () =>
      new Map(
        [...scenarios].map(([name, account]) => [name, [...missedIn(account), ...missedMarks(account)]]),
      ),
    coverage: marks.result,
    related: relations.result,
    log: () => [...log.values()],
    notRun() {
      const all = [...scenarios].flatMap(([scenario, { notRun }]) => {
        return [...notRun.values()].map(({ what, reason }) => ({ what, reason, scenario }))
      })
      const whole = [...Map.groupBy(skipped, ([, why]) => why)].map(([reason, some]) => {
        const names = some.map(([name]) => name)
        return {
          what: `${names.length === 1 ? 'the scenario' : 'the scenarios'} ${names.join(', ')}`,
          reason,
        }
      })
      const parts = [...Map.groupBy(all, ({ reason }) => reason)].map(([reason, parts]) => {
        const whats = [...Map.groupBy(parts, ({ what }) => what)].map(([what, of]) => {
          return `${what} (${listed(of.map(({ scenario }) => scenario))})`
        })
        return { what: whats.join(', '), reason }
      })
      return [...whole, ...parts]
    },
  }
}

/** Scenarios that are named one by one; beyond it their number says as much. */
const namedMax = 6

function listed(scenarios: readonly string[]): string {
  return scenarios.length > namedMax ? `${scenarios.length} scenarios` : scenarios.join(', ')
}

function missedMarks({ scenario, marks }: ScenarioAccount): MissedMark[] {
  return marks.missed(scenario.mustMark ?? {})
}

function missedIn({ scenario, happened, notRun, runs, trained }: ScenarioAccount): Missing[] {
  const wanted = Object.entries(scenario.mustHappen).map(([name, times]) => {
    return [name, times * (name === 'trainingRows' ? trained : runs)]
  })
  return checkMustHappen({ ...scenario, mustHappen: Object.fromEntries(wanted) }, happened, [
    ...notRun.values(),
  ])
}
