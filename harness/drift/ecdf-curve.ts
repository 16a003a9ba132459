import type { DriftFeature } from '../../reports/drift-result.ts'
import type { KsSummary } from './statistics/ks-summary.ts'

/** Points of a curve at most. */
const pointsMax = 64

/** Two ECDFs at a few values: evenly spread over the pooled values, the two ends and the greatest distance among them. */
export function ecdfCurve({ grid, n, m, up, down }: KsSummary): NonNullable<DriftFeature['curve']> {
  const widest = up.h >= down.h ? up : down
  let [i, j] = [0, 0]
  const all = grid.map(block => {
    i += block.reference
    j += block.current
    return { value: block.last, reference: i / n, current: j / m }
  })
  if (widest.at !== null)
    all.push({ value: widest.at, reference: widest.reference / n, current: widest.current / m })
  const finite = all.filter(({ value }) => Number.isFinite(value)).toSorted((a, b) => a.value - b.value)
  const step = Math.max(1, Math.ceil(finite.length / (pointsMax - 2)))
  const points = finite.filter(
    ({ value }, k) => k % step === 0 || k === finite.length - 1 || value === widest.at,
  )
  return {
    points: points.filter(({ value }, k) => value !== points[k - 1]?.value).slice(0, pointsMax),
    apartAt: widest.at !== null && Number.isFinite(widest.at) ? widest.at : null,
  }
}
