import { formatInstant } from '../../features/instant-text.ts'
import { formatCount } from '../../reports/format.ts'
import {
  type FeatureResult,
  type Result,
  resultSchemaName,
  type ScenarioResult,
} from '../../reports/result.ts'
import { causeFinder } from '../diagnose/cause-index.ts'
import { type CellCounts, judgedCells } from '../diff/cell-counts.ts'
import type { Mismatch } from '../diff/mismatch.ts'
import type { FeatureTally, ScenarioTally, TallyResult } from '../diff/tally.ts'
import { sumUpStage } from '../drift/sum-up-stage.ts'
import { runChecks } from './checks.ts'
import { featureNamer } from './feature-name.ts'
import { mismatchResult } from './mismatch-result.ts'
import { rateOf } from './proportion.ts'
import type { RunFacts } from './run-facts.ts'
import { verdictSentences } from './sentences.ts'
import { type Accepted, acceptSuppressed, suppressionStates } from './suppressions.ts'
import { exitCodes, verdictOf } from './verdict-of.ts'

/** Mismatches that `result.json` holds; `mismatches.parquet` holds all. */
export const mismatchesKept = 1_000

/** Sums a run up as `result.json`: counts, checks, verdict and its sentences. Pure. */
export function buildResult(tally: TallyResult, facts: RunFacts): Result {
  const drift = facts.drift === null ? null : sumUpStage(facts.drift)
  const accepted = acceptSuppressed(tally, facts, drift)
  const checks = runChecks(accepted.tally, facts, accepted.drift)
  const verdict = verdictOf(checks)
  const nameOf = featureNamer(tally.features)
  const unused = facts.unusedTrainingRows
  return {
    schema: resultSchemaName,
    verdict,
    exitCode: exitCodes[verdict],
    sentences: verdictSentences(verdict, checks, accepted.tally, facts),
    cells: tally.cells,
    rate: rateOf(tally.cells.defect, judgedCells(tally.cells)),
    rows: tally.rows,
    trainingRows: unused === null ? null : { ...tally.trainingRows, unused },
    features: Object.fromEntries(
      tally.features.map(each => [nameOf(each), featureResult(each, tally, facts)]),
    ),
    scenarios: tally.scenarios.map(each => scenarioResult(each, nameOf, facts)),
    checks,
    lags: tally.lags,
    regions: regionsResult(facts),
    mismatches: withCauses(tally.mismatches.slice(0, mismatchesKept), facts).map(mismatchResult),
    mismatchTotals: tally.mismatchTotals,
    cases: [...(facts.cases ?? [])],
    log: [...facts.log],
    selfCheck: facts.selfCheck,
    canary: facts.canary ?? null,
    ...(facts.coverage ? { coverage: facts.coverage } : {}),
    ...(facts.relations?.length ? { relations: [...facts.relations] } : {}),
    ...suppressionsOf(tally, facts),
    drift,
    sample: facts.sample,
    notes: [...facts.notes, ...acceptedNotes(accepted), ...ownNotes(tally, facts, nameOf)],
    notRun: [...facts.notRun],
    provenance: facts.provenance,
  }
}

function suppressionsOf(tally: TallyResult, facts: RunFacts): Pick<Result, 'suppressions'> {
  if (facts.budgets.suppressions === undefined) return {}
  return {
    suppressions: suppressionStates(tally, facts).map(({ suppression, state }) => ({
      ...suppression,
      expires: formatInstant(suppression.expires),
      state,
    })),
  }
}

function regionsResult({ regions = null }: RunFacts): Result['regions'] {
  if (regions === null) return null
  const { divergences, names, ...counts } = regions
  return {
    names: [...names],
    ...counts,
    divergences: divergences.map(({ asOf, ...each }) => ({
      ...each,
      regions: [...each.regions],
      values: [...each.values],
      wrong: [...each.wrong],
      as_of: formatInstant(asOf),
    })),
  }
}

function acceptedNotes({ cells }: Accepted): string[] {
  return cells === 0
    ? []
    : [`wrong values that are suppressed, and counted as right in the verdict: ${cells}`]
}

function featureResult(
  feature: FeatureTally,
  { scenarios }: TallyResult,
  { diagnosis }: RunFacts,
): FeatureResult {
  const { cells, late, overflowed, firstMismatch, lastMismatch, wrongByDay, comparedByDay, ...same } = feature
  const isAudit = scenarios.every(({ scenario }) => scenario === null)
  return {
    ...same,
    cells,
    causes: (diagnosis?.features.get(`${feature.target}.${feature.column}`) ?? []).map(each => ({
      ...each,
      ruledOut: [...each.ruledOut],
    })),
    rate: rateOf(cells.defect, judgedCells(cells)),
    lateData: late,
    ...(overflowed > 0 ? { overflowed } : {}),
    ...(isAudit ? daysOf(wrongByDay, comparedByDay) : {}),
    firstMismatch: firstMismatch === null ? null : formatInstant(firstMismatch),
    lastMismatch: lastMismatch === null ? null : formatInstant(lastMismatch),
    worstScenario: worstScenario(feature, scenarios),
  }
}

const daysMax = 1_000

/** What was wrong by day, and how much was compared on the days that are told. */
function daysOf(
  wrong: FeatureTally['wrongByDay'],
  compared: FeatureTally['comparedByDay'],
): Pick<FeatureResult, 'wrongByDay' | 'comparedByDay'> {
  const nameOf = (day: number) => formatInstant(day * 86_400_000_000).split('T')[0] as string
  const named = (counts: FeatureTally['wrongByDay']) =>
    Object.fromEntries(
      [...(counts ?? [])]
        .toSorted(([a], [b]) => a - b)
        .slice(0, daysMax)
        .map(([day, count]) => [nameOf(day), count]),
    )
  return {
    ...(wrong === undefined || wrong.size === 0 ? {} : { wrongByDay: named(wrong) }),
    ...(compared === undefined || compared.size === 0 ? {} : { comparedByDay: named(compared) }),
  }
}

function withCauses(mismatches: readonly Mismatch[], { diagnosis }: RunFacts): readonly Mismatch[] {
  if (diagnosis === undefined) return mismatches
  const causeOf = causeFinder(diagnosis)
  return mismatches.map(each => ({ ...each, cause: causeOf(each) }))
}

/** The scenario in which most cells of the feature are defects or leaks. */
function worstScenario(feature: FeatureTally, scenarios: readonly ScenarioTally[]): string | null {
  const counted = scenarios.map(({ scenario, features }) => {
    const own = features.find(each => each.target === feature.target && each.column === feature.column)
    return { scenario, wrong: own === undefined ? 0 : wrongCells(own.cells) }
  })
  const worst = counted.toSorted((a, b) => b.wrong - a.wrong)[0]
  return worst === undefined || worst.wrong === 0 ? null : worst.scenario
}

function wrongCells({ defect, training }: CellCounts): number {
  return defect + training.leak + training.defect
}

function scenarioResult(
  { scenario, runs, rows, cells, features }: ScenarioTally,
  nameOf: (feature: { target: string; column: string }) => string,
  { mustHappen }: RunFacts,
): ScenarioResult {
  const named = features.map(each => [nameOf(each), each.cells] as const)
  const missed = [...(mustHappen?.get(scenario ?? '') ?? [])]
  return { scenario, runs, rows, cells, features: Object.fromEntries(named), missed }
}

/** What a reader of the counts must know beside them. */
function ownNotes(
  tally: TallyResult,
  facts: RunFacts,
  nameOf: (feature: { target: string; column: string }) => string,
): string[] {
  const notes: string[] = []
  const unjudged = tally.features.filter(({ cells }) => cells.compared > 0 && judgedCells(cells) === 0)
  if (unjudged.length > 0) notes.push(`no served value was judged of ${unjudged.map(nameOf).join(', ')}`)
  for (const feature of tally.features) {
    if (feature.tolerance === null) continue
    const { relative, absolute } = feature.tolerance
    notes.push(`${nameOf(feature)} declares a tolerance: relative ${relative}, absolute ${absolute}`)
  }
  const overflowed = tally.features.filter(each => each.overflowed > 0)
  if (overflowed.length > 0) {
    const counts = overflowed.map(each => `${nameOf(each)} in ${formatCount(each.overflowed)}`)
    notes.push(`null, since the sum lies outside 64 bits: ${counts.join(', ')} recomputed values`)
  }
  if (!facts.arrivalTimes) {
    notes.push('the log has no arrival_time, so event_time stood in and late data could not be judged')
  }
  const unused = facts.unusedTrainingRows ?? 0
  if (unused > 0) notes.push(`training rows that no probe asked for: ${unused}, ignored`)
  if (tally.searchesCut > 0) {
    notes.push(
      `in ${tally.searchesCut} rows the search for a lag or a leak was cut, so a defect there may be staleness or a leak`,
    )
  }
  return notes
}
