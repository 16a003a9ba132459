import type { DriftStage } from '../../reports/drift-result.ts'
import { formatCount, formatMany, formatMicros, formatPercent } from '../../reports/format.ts'
import type { Check, CheckName } from '../../reports/result.ts'
import { judgedCells, judgedTrainingCells } from '../diff/cell-counts.ts'
import type { TallyResult } from '../diff/tally.ts'
import { checkDrift } from './check-drift.ts'
import { checkRegions } from './check-regions.ts'
import { checkRelations } from './check-relations.ts'
import { fail, inconclusive, type Outcome, pass, skipped } from './outcome.ts'
import { rejectedText } from './rejects.ts'
import type { RunFacts } from './run-facts.ts'
import { checkSuppressions } from './suppressions.ts'

type CheckFunction = (tally: TallyResult, facts: RunFacts, drift: DriftStage | null) => Outcome

/** Every check by its name; a name without a check does not compile. That of latency comes with its stage, `withLatency`. */
const checks: Readonly<Record<Exclude<CheckName, 'latency'>, CheckFunction>> = {
  values: checkValues,
  training: checkTraining,
  freshness: checkFreshness,
  regions: (_, facts) => checkRegions(facts),
  'late-data': checkLateData,
  log: checkLog,
  'must-happen': checkMustHappen,
  'self-check': checkSelf,
  relations: (_, { relations }) => checkRelations(relations ?? []),
  suppressions: checkSuppressions,
  drift: (tally, _, drift) => checkDrift(tally, drift),
}

/** Runs every check, in the order of the report. */
export function runChecks(tally: TallyResult, facts: RunFacts, drift: DriftStage | null): Check[] {
  // Only a suite has runs that could be related to one another.
  const meant = Object.entries(checks).filter(
    ([name]) => name !== 'relations' || facts.relations !== undefined,
  )
  return meant.map(([name, check]) => {
    return { name: name as CheckName, ...check(tally, facts, drift) }
  })
}

/** Served values: budget 0 for defects, and never a pass on nothing or on unanswered questions. */
function checkValues({ cells, scenarios }: TallyResult, { nothingToProve }: RunFacts): Outcome {
  const judged = judgedCells(cells)
  const of = formatMany(judged, 'judged served value')
  if (cells.defect > 0) return fail(`${formatMany(cells.defect, 'defect')} in ${of}, budget 0`)
  if (nothingToProve !== null) return inconclusive(nothingToProve)
  if (judged === 0) return inconclusive('no served value could be judged')
  if (cells.error > 0)
    return inconclusive(`${formatMany(cells.error, 'served value')} not answered (state error)`)
  const idle = scenarios.filter(scenario => judgedCells(scenario.cells) === 0)
  if (idle.length > 0) {
    return inconclusive(`no served value was judged in ${idle.map(({ scenario }) => scenario).join(', ')}`)
  }
  return pass(`no defect in ${of}`)
}

function checkTraining({ cells, trainingRows: { missing, several } }: TallyResult, facts: RunFacts): Outcome {
  if (facts.unusedTrainingRows === null) return skipped('there is no training set')
  const judged = judgedTrainingCells(cells)
  const { leak, defect } = cells.training
  const wrong = [
    leak > 0 ? formatMany(leak, 'leak') : null,
    defect > 0 ? formatMany(defect, 'defect') : null,
    missing > 0 ? `${formatMany(missing, 'probe')} without a training row` : null,
    several > 0 ? `${formatMany(several, 'probe')} with several` : null,
  ].filter(text => text !== null)
  const of = formatMany(judged, 'judged training value')
  if (wrong.length > 0) return fail(`${wrong.join(', ')} in ${of}, budget 0`)
  return judged === 0 ? inconclusive('no training value could be judged') : pass(`no leak or defect in ${of}`)
}

function checkFreshness({ cells, lags }: TallyResult, { budgets, unsettled = 0 }: RunFacts): Outcome {
  const { freshnessSlo } = budgets
  // A lag is no skew while it ends; one that outlasts all that arrives does not end.
  if (unsettled > 0) {
    return fail(
      `${formatMany(unsettled, 'value')} still stale after the store said that everything was applied`,
    )
  }
  if (freshnessSlo === null) return skipped('no freshness SLO was declared')
  const slo = formatMicros(freshnessSlo)
  if (judgedCells(cells) === 0) return inconclusive('no served value could be judged')
  if (lags === null) return pass(`no stale value; the SLO is ${slo}`)
  const stale = `${formatMany(lags.count, 'stale value')}, the latest by ${formatMicros(lags.max)}`
  if (lags.overSlo === 0) return pass(`${stale}; the SLO is ${slo}`)
  return fail(`${formatCount(lags.overSlo)} of ${stale}, above the SLO of ${slo}`)
}

/** Held by feature: a total would let one late feature hide among many that are not. */
function checkLateData({ features }: TallyResult, facts: RunFacts): Outcome {
  const budget = facts.budgets.lateDataShare
  const blind = 'the log has no arrival_time, so late data cannot be seen'
  if (budget === null) return skipped(facts.arrivalTimes ? 'no late-data budget was declared' : blind)
  if (!facts.arrivalTimes) return inconclusive(blind)
  const shares = features.flatMap(({ column, late }) => {
    return late === null || late.judged === 0 ? [] : [{ column, share: late.rows / late.judged }]
  })
  const worst = shares.toSorted((a, b) => b.share - a.share)[0]
  if (worst === undefined) return inconclusive('no stored feature could be judged in both readings')
  const text = `at most ${formatPercent(worst.share)} of the rows of a feature (${worst.column}) are late data`
  const limit = `the budget is ${formatPercent(budget)}`
  return worst.share > budget
    ? fail(`${text}, ${limit}: build the training set as-known`)
    : pass(`${text}, ${limit}`)
}

/** Rejects are as if never appended and fail nothing, but values computed from an empty log prove nothing. */
function checkLog(_: TallyResult, { log }: RunFacts): Outcome {
  const records = log.reduce((sum, each) => sum + each.records, 0)
  const rejected = rejectedText(log)
  const unusable = log.filter(each => each.records > 0 && each.accepted === 0)
  if (unusable.length > 0) {
    return inconclusive(`every record of ${unusable.map(({ source }) => source).join(', ')} was rejected`)
  }
  const conflicts = log.reduce((sum, each) => sum + each.conflicts, 0)
  const raised = log.reduce((sum, each) => sum + each.raised, 0)
  const said = [
    rejected === '' ? 'none rejected' : `rejected: ${rejected}`,
    conflicts > 0 ? formatMany(conflicts, 'producer conflict') : null,
    raised > 0 ? `${formatMany(raised, 'arrival time')} raised` : null,
  ].filter(text => text !== null)
  return pass(`${formatMany(records, 'record')}, ${said.join(', ')}`)
}

function checkMustHappen(_: TallyResult, { mustHappen }: RunFacts): Outcome {
  if (mustHappen === null) return skipped('no scenario was run')
  const missed = [...mustHappen].flatMap(([scenario, misses]) => {
    return misses.map(({ happening, wanted, happened }) => {
      return `${scenario}: ${happening} ${formatCount(happened)} of ${formatCount(wanted)}`
    })
  })
  if (missed.length > 0) return inconclusive(`what had to happen did not: ${missed.join('; ')}`)
  return pass(`${formatMany(mustHappen.size, 'scenario')} had all that must happen`)
}

function checkSelf(_: TallyResult, { selfCheck, canary = null }: RunFacts): Outcome {
  if (canary !== null && canary.wrongCells === 0) {
    const { mutant, scenario, seed } = canary
    return fail(`the canary ${mutant} was not caught (in ${scenario} with seed ${seed})`)
  }
  if (selfCheck === null) return skipped('no cell was recomputed by a second evaluator')
  const of = formatMany(selfCheck.sampled, 'sampled cell')
  if (selfCheck.disagreements > 0)
    return fail(`the evaluators disagree on ${formatCount(selfCheck.disagreements)} of ${of}`)
  return selfCheck.sampled === 0 ? skipped('the sample held no cell') : pass(`the evaluators agree on ${of}`)
}
