import type { DriftStage } from '../../reports/drift-result.ts'
import { formatMany } from '../../reports/format.ts'
import type { FeatureTally, TallyResult } from '../diff/tally.ts'
import { fail, inconclusive, type Outcome, pass, skipped } from './outcome.ts'

/**
 * What the drift stage means for the run. A pair that differs and is not stale is a defect. A distribution that moved
 * between training and served fails the run where a value behind it is wrong, or where the user declared which distance
 * matters; else late data, stale answers or other probes moved it, which no store can help, and it is said.
 */
export function checkDrift({ features }: TallyResult, drift: DriftStage | null): Outcome {
  if (drift === null) return skipped('no drift stage was run')
  const [told = ''] = drift.sentences
  if (drift.verdict === 'pass') return pass(told)
  if (drift.verdict === 'inconclusive') return inconclusive(told)
  const moved = drift.comparisons.flatMap(({ name, features }) => {
    return features.filter(isFailed).map(feature => ({ ...feature, name }))
  })
  const differing = drift.paired.flatMap(pairs => pairs.features.filter(isFailed))
  if (moved.length === 0) return fail(`${told}: ${differing.map(({ column }) => column).join(', ')}`)
  const [first] = moved
  const said = `${formatMany(moved.length, 'feature')} moved between training and served, ${first?.column} (${first?.name}) among them: ${first?.sentence}`
  const wrong = new Set(features.filter(isWrong).map(({ column }) => column))
  const isExplained = differing.length === 0 && !moved.some(({ column }) => wrong.has(column))
  if (drift.declared || !isExplained) return fail(said)
  return inconclusive(
    `${said}; no value of it is wrong, so late data, stale answers or other probes moved it: declare with --drift which distance fails the run`,
  )
}

function isWrong({ cells: { defect, training } }: FeatureTally): boolean {
  return defect + training.leak + training.defect > 0
}

function isFailed({ verdict }: { readonly verdict: string }): boolean {
  return verdict === 'fail'
}
