import { formatCount, formatMicros } from '../format.ts'
import { type MismatchResult, mismatchFieldNames, type Result } from '../result.ts'
import type { Paint } from './paint.ts'
import { besideLabel } from './wrap.ts'

/** Mismatches that are told in full; the others are in the files. */
const toldMax = 5

/**
 * A few mismatches with their values: the first of each feature, part and side. Late data is not among them, nor is
 * staleness unless a freshness SLO was broken: without one it fails nothing.
 */
export function worstMismatches(result: Result, width: number, paint: Paint): string[] {
  const isStaleTold = result.checks.some(({ name, verdict }) => name === 'freshness' && verdict === 'fail')
  const seen = new Set<string>()
  const told = result.mismatches.filter(({ feature, target, part, side }) => {
    const kind = `${target} ${feature} ${part} ${side}`
    if (part === 'late-data' || (part === 'staleness' && !isStaleTold)) return false
    if (seen.has(kind) || seen.size === toldMax) return false
    seen.add(kind)
    return true
  })
  const { defect, leak, staleness } = result.mismatchTotals
  const rest = defect + leak + (isStaleTold ? staleness : 0) - told.length
  const more = rest > 0 ? [`  and ${formatCount(rest)} more in mismatches.parquet`] : []
  return [...told.flatMap(mismatch => [...tell(mismatch, width, paint), '']), ...more]
}

function tell(mismatch: MismatchResult, width: number, paint: Paint): string[] {
  const { feature, part, scenario, seed, as_of, probe_id } = mismatch
  const run = scenario === null ? '' : ` (${scenario}${seed === null ? '' : `, seed ${seed}`})`
  const what = feature === null ? 'training row' : feature
  const head = `${what}, ${part} at ${keyText(mismatch)}, ${as_of}, probe ${probe_id}${run}`
  const [first, ...rest] = besideLabel('  ', head, width)
  return [paint.strong(first as string), ...rest, ...besideLabel('    ', valuesText(mismatch), width)]
}

function keyText(mismatch: MismatchResult): string {
  const parts = Object.entries(mismatch).filter(([name]) => !mismatchFieldNames.has(name))
  return parts.map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(', ')
}

function valuesText(mismatch: MismatchResult): string {
  const { part, side, feature, lag_us } = mismatch
  if (feature === null) return 'the training set has no row of this probe, or several'
  const known = `as known ${shown(mismatch.as_known, mismatch.as_known_state)}`
  const trained = `as trained ${shown(mismatch.as_trained, mismatch.as_trained_state)}`
  const served = `served ${shown(mismatch.served, mismatch.served_state)}`
  const applied = `as applied ${shown(mismatch.as_applied, mismatch.as_applied_state)}`
  if (side === 'offline') return `trained on ${shown(mismatch.training, null)}, but ${trained}, ${known}`
  if (part === 'staleness') return `${served}, but ${known}: ${lagText(lag_us ?? 0)}`
  const sameBoth = mismatch.as_applied === mismatch.as_known || mismatch.as_applied === null
  return sameBoth ? `${served}, but ${known}` : `${served}, but ${applied}, ${known}`
}

/** A store that read after T knew more than had arrived by then, which is no lag. */
function lagText(lag: number): string {
  if (lag > 0) return `${formatMicros(lag)} behind`
  return lag < 0 ? `the read was ${formatMicros(-lag)} ahead of T` : 'the read was ahead of T'
}

function shown(text: string | null, state: string | null): string {
  if (text === null) return 'unknown'
  return state === null || state === 'present' || state === text ? text : `${text} (${state})`
}
