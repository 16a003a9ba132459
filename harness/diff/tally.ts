import type { Instant, Micros } from '../../features/value.ts'
import { addCells, type CellCounts, type Counting, countCells, noCells } from './cell-counts.ts'
import { addOnDay, type DayCounts, dayOf } from './day-counts.ts'
import { type LagSummary, lagSample } from './lag-sample.ts'
import { type LateSummary, lateDifference } from './late-difference.ts'
import type { JudgedRow, Mismatch, Part } from './mismatch.ts'
import { mismatchList } from './mismatch-list.ts'
import {
  type ColumnPart,
  gatherPart,
  type PartGatherer,
  type TalliedColumn,
  type TallyPart,
} from './tally-part.ts'

/** One feature over all rows of all scenarios. */
export interface FeatureTally extends TalliedColumn {
  readonly cells: CellCounts
  readonly lags: LagSummary | null
  /** Null for on-demand features. */
  readonly late: LateSummary | null
  /** Cells whose recomputed sum lies outside 64 bits; semantics § 5. */
  readonly overflowed: number
  /** As-of times (µs) of the first and last defect, leak or stale cell; null where there is none. */
  readonly firstMismatch: Instant | null
  readonly lastMismatch: Instant | null
  /** Defects and leaks, and of runs without a scenario what was compared. */
  readonly wrongByDay?: DayCounts
  readonly comparedByDay?: DayCounts
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
  /** Takes every mismatch, in the order of the rows. */
  readonly sink: (mismatch: Mismatch) => void
  /** Takes every part that is counted in. */
  readonly onPart?: (part: TallyPart) => void
}

export interface Tally {
  /** Counts a row in; its mismatches reach the sink at the latest when a result is asked for. */
  add(row: JudgedRow): void
  /** Counts rows in that were gathered elsewhere, exactly as if they had been added one by one. */
  merge(part: TallyPart): void
  result(): TallyResult
}

interface FeatureAccount {
  readonly of: TalliedColumn
  readonly lags: ReturnType<typeof lagSample>
  readonly late: ReturnType<typeof lateDifference>
  overflowed: number
  first: Instant | null
  last: Instant | null
  readonly days: Map<number, number>
  readonly compared: Map<number, number>
}

interface ScenarioAccount {
  readonly scenario: string | null
  readonly seeds: Set<number | null>
  rows: number
  readonly counts: Map<FeatureAccount, Counting>
}

/** Rows that wait to be counted in together. */
const rowsTogether = 256

/** Sums up judged rows in memory that does not grow with them. */
export function createTally({ mismatchesKept, freshnessSlo, sink, onPart }: TallyOptions): Tally {
  const features = new Map<string, FeatureAccount>()
  const scenarios = new Map<string | null, ScenarioAccount>()
  const mismatches = mismatchList(mismatchesKept)
  const lags = lagSample(freshnessSlo)
  const trainingRows = { compared: 0, missing: 0, several: 0 }
  let rows = 0
  let searchesCut = 0
  let open: {
    readonly scenario: string | null
    readonly seed: number | null
    readonly gatherer: PartGatherer
  } | null = null

  const accountOf = (of: TalliedColumn): FeatureAccount => {
    const name = nameOf(of)
    const account = features.get(name) ?? openAccount(of, freshnessSlo)
    features.set(name, account)
    return account
  }
  const count = (part: TallyPart) => {
    const scenario = scenarioAccount(scenarios, part)
    rows += part.rows
    searchesCut += part.searchesCut
    for (const kind of ['compared', 'missing', 'several'] as const)
      trainingRows[kind] += part.trainingRows[kind]
    for (const column of part.columns) countColumn(scenario, accountOf(column.of), column)
    for (const mismatch of part.mismatches) {
      if (mismatch.part === 'staleness') addLag(mismatch, features, lags)
      else if (mismatch.part !== 'late-data') addDay(mismatch, features)
      mismatches.add(mismatch)
      sink(mismatch)
    }
    mismatches.countLate(part.lateUnlisted ?? 0)
    onPart?.(part)
  }
  const flush = () => {
    if (open !== null) count(open.gatherer.part())
    open = null
  }
  return {
    add(row) {
      const { scenario, seed } = row
      if (open?.scenario !== scenario || open?.seed !== seed || open.gatherer.rows >= rowsTogether) {
        flush()
        open = { scenario, seed, gatherer: gatherPart(scenario, seed) }
      }
      open.gatherer.add(row)
    },
    merge(part) {
      flush()
      count(part)
    },
    result() {
      flush()
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

function nameOf({ target, column }: { readonly target: string; readonly column: string }): string {
  return `${target}.${column}`
}

function openAccount(of: TalliedColumn, slo: Micros | null): FeatureAccount {
  const counts = { overflowed: 0, first: null, last: null, days: new Map(), compared: new Map() }
  return { of, lags: lagSample(slo), late: lateDifference(), ...counts }
}

function scenarioAccount(
  scenarios: Map<string | null, ScenarioAccount>,
  { scenario, seed, rows }: TallyPart,
): ScenarioAccount {
  let account = scenarios.get(scenario)
  if (account === undefined) {
    account = { scenario, seeds: new Set(), rows: 0, counts: new Map() }
    scenarios.set(scenario, account)
  }
  account.seeds.add(seed)
  account.rows += rows
  return account
}

function countColumn({ counts }: ScenarioAccount, account: FeatureAccount, column: ColumnPart): void {
  let counting = counts.get(account)
  if (counting === undefined) {
    counting = noCells()
    counts.set(account, counting)
  }
  countCells(counting, column.cells)
  account.late.add(column.late)
  account.overflowed += column.overflowed ?? 0
  for (const [day, count] of column.comparedByDay ?? []) addOnDay(account.compared, day, count)
  const { firstMismatch: first, lastMismatch: last } = column
  if (first !== null) account.first = Math.min(account.first ?? first, first)
  if (last !== null) account.last = Math.max(account.last ?? last, last)
}

function addLag(
  { target, feature, lag }: Mismatch,
  features: ReadonlyMap<string, FeatureAccount>,
  all: ReturnType<typeof lagSample>,
): void {
  if (feature === null || lag === null) throw new Error('a stale cell has no column or no lag')
  features.get(nameOf({ target, column: feature }))?.lags.add(lag)
  all.add(lag)
}

function addDay({ target, feature, asOf }: Mismatch, features: ReadonlyMap<string, FeatureAccount>): void {
  if (feature === null) return
  const days = features.get(nameOf({ target, column: feature }))?.days
  if (days !== undefined) addOnDay(days, dayOf(asOf), 1)
}

function summarizeFeature(account: FeatureAccount, scenarios: Iterable<ScenarioAccount>): FeatureTally {
  const { of, lags, late, overflowed, first, last, days, compared } = account
  return {
    ...of,
    cells: addCells([...scenarios].flatMap(({ counts }) => counts.get(account) ?? [])),
    lags: lags.summary(),
    late: of.kind === 'stored' ? late.summary() : null,
    overflowed,
    firstMismatch: first,
    lastMismatch: last,
    wrongByDay: days,
    comparedByDay: compared,
  }
}

function summarizeScenario({ scenario, seeds, rows, counts }: ScenarioAccount): ScenarioTally {
  const features = [...counts].map(
    ([
      {
        of: { target, column },
      },
      cells,
    ]) => ({ target, column, cells }),
  )
  return { scenario, runs: seeds.size, rows, cells: addCells(counts.values()), features }
}
