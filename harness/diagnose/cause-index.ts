import type { Mismatch } from '../diff/mismatch.ts'
import type { CauseOfCell, Diagnosis } from './diagnosis.ts'

/** Finds the cause of a mismatch; null where it was not looked at. */
export function causeFinder(diagnosis: Diagnosis): (mismatch: Mismatch) => string | null {
  const causes = new Map(diagnosis.cells.map(cell => [placeOf(cell), cell.cause]))
  return mismatch => {
    const { feature, side, part } = mismatch
    const isJudged = part === 'defect' || part === 'leak'
    if (feature === null || side === 'none' || !isJudged) return mismatch.cause
    return causes.get(placeOf({ ...mismatch, feature, side })) ?? mismatch.cause
  }
}

function placeOf(cell: Omit<CauseOfCell, 'cause'>): string {
  const { scenario, seed, target, probeId, feature, side } = cell
  return JSON.stringify([scenario, seed, target, typeof probeId, String(probeId), feature, side])
}
