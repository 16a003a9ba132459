import { formatInstant } from '../../features/instant-text.ts'
import type { Instant } from '../../features/value.ts'
import type { DriftStage } from '../../reports/drift-result.ts'
import { formatMany } from '../../reports/format.ts'
import { addCells, type CellCounts } from '../diff/cell-counts.ts'
import type { FeatureTally, TallyResult } from '../diff/tally.ts'
import { fail, type Outcome, pass, skipped } from './outcome.ts'
import type { RunFacts } from './run-facts.ts'

/** A difference that somebody knows of and accepts for a while. */
export interface Suppression {
  /** `<target>.<feature>`. */
  readonly feature: string
  readonly cause: string
  /** Who answers for it. */
  readonly owner: string
  readonly reason: string
  /** µs; from here on it fails the run. */
  readonly expires: Instant
}

/** The suppressions of a run, and the instant (µs) that they are held against. */
export interface AskedSuppressions {
  readonly path: string
  readonly all: readonly Suppression[]
  readonly at: Instant
}

/** What is left of a run once accepted differences are taken for right. */
export interface Accepted {
  readonly tally: TallyResult
  readonly drift: DriftStage | null
  /** Defects and leaks that were taken for right. */
  readonly cells: number
}

const nameOf = ({ target, column }: { readonly target: string; readonly column: string }) =>
  `${target}.${column}`

/**
 * Takes the wrong cells of a feature for right where every cause that was named for it is suppressed and none is expired;
 * one cause more, or `unexplained`, and all of them count.
 */
export function acceptSuppressed(tally: TallyResult, facts: RunFacts, drift: DriftStage | null): Accepted {
  const { suppressions } = facts.budgets
  if (suppressions === undefined) return { tally, drift, cells: 0 }
  const valid = suppressions.all.filter(({ expires }) => expires > suppressions.at)
  const accepted = new Set(
    tally.features.map(nameOf).filter(name => {
      const causes = facts.diagnosis?.features.get(name) ?? []
      return (
        causes.length > 0 &&
        causes.every(({ cause }) => valid.some(each => each.feature === name && each.cause === cause))
      )
    }),
  )
  if (accepted.size === 0) return { tally, drift, cells: 0 }
  const isAccepted = (of: { readonly target: string; readonly column: string }) => accepted.has(nameOf(of))
  const cells = tally.features.filter(isAccepted).reduce((sum, { cells }) => sum + wrongCells(cells), 0)
  return {
    tally: withoutWrong(tally, isAccepted),
    drift: drift === null ? null : withoutFailed(drift, accepted),
    cells,
  }
}

function wrongCells({ defect, training }: CellCounts): number {
  return defect + training.defect + training.leak
}

function asRight(cells: CellCounts): CellCounts {
  const { defect, training } = cells
  return {
    ...cells,
    equal: cells.equal + defect,
    defect: 0,
    training: { ...training, equal: training.equal + training.defect + training.leak, defect: 0, leak: 0 },
  }
}

function withoutWrong(
  tally: TallyResult,
  isAccepted: (feature: { readonly target: string; readonly column: string }) => boolean,
): TallyResult {
  const features = tally.features.map((each): FeatureTally => {
    return isAccepted(each) ? { ...each, cells: asRight(each.cells) } : each
  })
  const scenarios = tally.scenarios.map(scenario => {
    const own = scenario.features.map(each =>
      isAccepted(each) ? { ...each, cells: asRight(each.cells) } : each,
    )
    return { ...scenario, features: own, cells: addCells(own.map(({ cells }) => cells)) }
  })
  return { ...tally, features, scenarios, cells: addCells(features.map(({ cells }) => cells)) }
}

/** What is accepted moves no distribution that anybody need look at. */
function withoutFailed(drift: DriftStage, accepted: ReadonlySet<string>): DriftStage {
  const isFailed = (
    name: string,
    { column, verdict }: { readonly column: string; readonly verdict: string },
  ) => verdict === 'fail' && !accepted.has(`${targetOf(name)}.${column}`)
  const comparisons = drift.comparisons.map(each => ({
    ...each,
    features: each.features.filter(feature => feature.verdict !== 'fail' || isFailed(each.name, feature)),
  }))
  const paired = drift.paired.map(each => ({
    ...each,
    features: each.features.filter(feature => feature.verdict !== 'fail' || isFailed(each.name, feature)),
  }))
  const failed = [...comparisons, ...paired].some(({ name, features }) =>
    features.some(feature => isFailed(name, feature)),
  )
  if (failed || drift.verdict !== 'skew') return { ...drift, comparisons, paired }
  return { ...drift, comparisons, paired, verdict: 'pass', sentences: ['what moved is suppressed'] }
}

/** The target of a comparison, which is called `<target>: training against served` or the like. */
function targetOf(comparison: string): string {
  return comparison.split(': ')[0] as string
}

/** How each suppression held against a run: over, matching nothing in a feature that was compared, or neither. */
export function suppressionStates(
  tally: TallyResult,
  { budgets, diagnosis }: RunFacts,
): { readonly suppression: Suppression; readonly state: 'active' | 'expired' | 'idle' }[] {
  const { all, at } = budgets.suppressions ?? { all: [], at: 0 }
  const compared = new Set(
    tally.features.filter(({ cells }) => cells.compared + cells.training.compared > 0).map(nameOf),
  )
  return all.map(suppression => {
    const { feature, cause, expires } = suppression
    const causes = diagnosis?.features.get(feature) ?? []
    const isIdle = compared.has(feature) && !causes.some(each => each.cause === cause)
    return { suppression, state: expires <= at ? 'expired' : isIdle ? 'idle' : 'active' }
  })
}

/** Fails for a suppression that is over, and for one that matches nothing in a feature that was compared. */
export function checkSuppressions(tally: TallyResult, facts: RunFacts): Outcome {
  const { suppressions } = facts.budgets
  if (suppressions === undefined) return skipped('no suppressions were given')
  const states = suppressionStates(tally, facts)
  const said = states.flatMap(({ suppression, state }) => {
    if (state === 'active') return []
    return state === 'expired'
      ? [`${textOf(suppression)} expired at ${formatInstant(suppression.expires)}, ask ${suppression.owner}`]
      : [`${textOf(suppression)} matches nothing any more: take it out of ${suppressions.path}`]
  })
  if (said.length > 0) return fail(said.join('; '))
  return pass(`${formatMany(states.length, 'suppression')}, none expired, none idle`)
}

function textOf({ feature, cause }: Suppression): string {
  return `${feature} ${cause}`
}
