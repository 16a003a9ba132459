import type { Tolerance } from '../../features/definitions.ts'
import { targetName } from '../../features/target.ts'
import type { Instant, Micros, ValueType } from '../../features/value.ts'
import { addCells, type CellCounts, type Counting, countCell, noCells } from './cell-counts.ts'
import type { CellJudgement } from './judgement.ts'
import { type LagSummary, lagSample } from './lag-sample.ts'
import { type LateSummary, lateDifference } from './late-difference.ts'
import { type JudgedRow, type Mismatch, mismatchesOf, type Part } from './mismatch.ts'
import { mismatchList } from './mismatch-list.ts'
import type { ColumnPlan } from './target-plan.ts'

/** One feature over all rows of all scenarios. */
export interface FeatureTally {
  readonly target: string
  readonly column: string
  readonly kind: ColumnPlan['kind']
  readonly type: ValueType
  readonly tolerance: Tolerance | null
  readonly cells: CellCounts
  readonly lags: LagSummary | null
  /** Null for on-demand features. */
  readonly late: LateSummary | null
  /** As-of times (µs) of the first and last defect, leak or stale cell; null where there is none. */
  readonly firstMismatch: Instant | null
  readonly lastMismatch: Instant | null
}

/** One scenario (null: the History names none) over all its runs. */
export interface ScenarioTally {
  readonly scenario: string | null
  readonly runs: number
  readonly rows: number
  readonly cells: CellCounts
  readonly features: readonly {
    readonly target: string
    readonly column: string
    readonly cells: CellCounts
  }[]
}

export interface TallyResult {
  readonly cells: CellCounts
  /** Probes judged. */
  readonly rows: number
  /** Probes by how they were found in the training set. */
  readonly trainingRows: { readonly compared: number; readonly missing: number; readonly several: number }
  readonly features: readonly FeatureTally[]
  readonly scenarios: readonly ScenarioTally[]
  /** Over all stale cells. */
  readonly lags: LagSummary | null
  readonly mismatches: readonly Mismatch[]
  readonly mismatchTotals: Readonly<Record<Part, number>>
  /** Rows in which a search for a lag or a leak was cut. */
  readonly searchesCut: number
}

export interface TallyOptions {
  /** How many mismatches are kept in memory. */
  readonly mismatchesKept: number
  /** µs; null where none was declared. */
  readonly freshnessSlo: Micros | null
  /** Takes every mismatch. */
  readonly sink: (mismatch: Mismatch) => void
}

export interface Tally {
  add(row: JudgedRow): void
  result(): TallyResult
}

interface FeatureAccount {
  readonly target: string
  readonly plan: ColumnPlan
  readonly lags: ReturnType<typeof lagSample>
  readonly late: ReturnType<typeof lateDifference>
  first: Instant | null
  last: Instant | null
}

interface ScenarioAccount {
  readonly scenario: string | null
  readonly seeds: Set<number | null>
  rows: number
  readonly counts: Map<FeatureAccount, Counting>
}

/** Sums up judged rows in memory that does not grow with them. */
export function createTally({ mismatchesKept, freshnessSlo, sink }: TallyOptions): Tally {
  const features = new Map<string, FeatureAccount>()
  const scenarios = new Map<string | null, ScenarioAccount>()
  const mismatches = mismatchList(mismatchesKept)
  const lags = lagSample(freshnessSlo)
  const trainingRows = { compared: 0, missing: 0, several: 0 }
  let rows = 0
  let searchesCut = 0

  // Every judge of a target plans its columns anew, so each plan finds its account by name once.
  const byPlan = new WeakMap<ColumnPlan, FeatureAccount>()
  const accountOf = (target: string, { plan }: CellJudgement): FeatureAccount => {
    const planned = byPlan.get(plan)
    if (planned !== undefined) return planned
    const name = `${target}.${plan.column}`
    const account = features.get(name) ?? openAccount(target, plan, freshnessSlo)
    features.set(name, account)
    byPlan.set(plan, account)
    return account
  }

  return {
    add(row) {
      const { judgement, served } = row
      const target = targetName(row.target.target)
      const scenario = scenarioAccount(scenarios, row)
      rows++
      if (judgement.searchesCut > 0) searchesCut++
      if (judgement.trainingMatch === 'one') trainingRows.compared++
      else if (judgement.trainingMatch !== 'none') trainingRows[judgement.trainingMatch]++
      for (const cell of judgement.cells) {
        const account = accountOf(target, cell)
        countCell(countsOf(scenario, account), cell.served, cell.training, cell.lateData)
        account.late.add(cell)
        if (cell.served?.kind === 'staleness') addLag(cell.served.lag, account, lags)
        if (isMismatch(cell)) noteMismatch(account, served.asOf)
      }
      for (const mismatch of mismatchesOf(row)) {
        mismatches.add(mismatch)
        sink(mismatch)
      }
    },
    result() {
      const summaries = [...scenarios.values()].map(summarizeScenario)
      return {
        cells: addCells(summaries.map(each => each.cells)),
        rows,
        trainingRows: { ...trainingRows },
        features: [...features.values()].map(account => summarizeFeature(account, scenarios.values())),
        scenarios: summaries,
        lags: lags.summary(),
        mismatches: mismatches.first(),
        mismatchTotals: { ...mismatches.totals },
        searchesCut,
      }
    },
  }
}

function openAccount(target: string, plan: ColumnPlan, slo: Micros | null): FeatureAccount {
  return { target, plan, lags: lagSample(slo), late: lateDifference(), first: null, last: null }
}

function scenarioAccount(
  scenarios: Map<string | null, ScenarioAccount>,
  { scenario, seed }: JudgedRow,
): ScenarioAccount {
  let account = scenarios.get(scenario)
  if (account === undefined) {
    account = { scenario, seeds: new Set(), rows: 0, counts: new Map() }
    scenarios.set(scenario, account)
  }
  account.seeds.add(seed)
  account.rows++
  return account
}

function countsOf({ counts }: ScenarioAccount, feature: FeatureAccount): Counting {
  let counting = counts.get(feature)
  if (counting === undefined) {
    counting = noCells()
    counts.set(feature, counting)
  }
  return counting
}

function addLag(lag: Micros, account: FeatureAccount, all: ReturnType<typeof lagSample>): void {
  account.lags.add(lag)
  all.add(lag)
}

function isMismatch({ served, training }: CellJudgement): boolean {
  const online = served?.kind === 'defect' || served?.kind === 'staleness'
  return online || training?.kind === 'defect' || training?.kind === 'leak'
}

function noteMismatch(account: FeatureAccount, asOf: Instant): void {
  account.first = Math.min(account.first ?? asOf, asOf)
  account.last = Math.max(account.last ?? asOf, asOf)
}

function summarizeFeature(account: FeatureAccount, scenarios: Iterable<ScenarioAccount>): FeatureTally {
  const { target, plan, lags, late, first, last } = account
  return {
    target,
    column: plan.column,
    kind: plan.kind,
    type: plan.feature.type,
    tolerance: plan.feature.tolerance,
    cells: addCells([...scenarios].flatMap(({ counts }) => counts.get(account) ?? [])),
    lags: lags.summary(),
    late: plan.kind === 'stored' ? late.summary() : null,
    firstMismatch: first,
    lastMismatch: last,
  }
}

function summarizeScenario({ scenario, seeds, rows, counts }: ScenarioAccount): ScenarioTally {
  const features = [...counts].map(([{ target, plan }, cells]) => ({ target, column: plan.column, cells }))
  return { scenario, runs: seeds.size, rows, cells: addCells(counts.values()), features }
}
