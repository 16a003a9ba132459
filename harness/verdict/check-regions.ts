import { formatCount, formatMany, formatMicros } from '../../reports/format.ts'
import type { RegionDivergence } from '../regions/compare-answers.ts'
import { fail, inconclusive, type Outcome, pass, skipped } from './outcome.ts'
import type { RunFacts } from './run-facts.ts'

/** Lag between regions is none while it ends, within a budget; what differs at the same offsets never ends. */
export function checkRegions({ regions = null }: RunFacts): Outcome {
  if (regions === null) return skipped('no store was run in several regions')
  const { names, pairs, lags, diverged, divergences, converged, convergeWithin } = regions
  const who = names.join(' and ')
  const budget = formatMicros(convergeWithin)
  if (diverged > 0)
    return fail(`${formatMany(diverged, 'answer')} of ${who} diverge: ${exampleOf(divergences[0])}`)
  if (converged === null) return fail(`${who} did not come to hold the same within ${budget}`)
  if (pairs === 0) return inconclusive(`no question was answered by more than one of ${who}`)
  const took = `${formatMicros(converged)} after the end of trouble, budget ${budget}`
  return pass(
    `${who} answered ${formatMany(pairs, 'question')} alike, but for lag in ${formatCount(lags)}; all alike ${took}`,
  )
}

function exampleOf(divergence: RegionDivergence | undefined): string {
  if (divergence === undefined) return 'at the same offsets'
  const { regions, target, feature, key, values, wrong } = divergence
  const said = regions.map((region, i) => `${region} gives ${values[i]}`).join(', ')
  return `${target}.${feature} of ${key}, at the same offsets: ${said}; recomputation contradicts ${wrong.join(' and ')}`
}
