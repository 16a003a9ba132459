import type { Instant } from '../../../features/value.ts'
import type { readingRules } from '../../../scenarios/rules/readings.ts'
import { lookOf } from '../../diagnose/evaluate-asked.ts'
import { tailOf } from '../../diagnose/policy.ts'
import { type Flip, type StoredFlip, stored } from '../flip.ts'
import type { MarksOf } from '../marks-of.ts'
import type { MetCell, MetReading } from '../met-cell.ts'

/** Records that arrive `by` µs beside K are taken the other way round, in one reading. */
function arrivalMoved(reading: MetReading, by: -1 | 0 | 1): StoredFlip {
  return stored(
    ({ reading: own, point: { knowledge }, look, records }) => {
      if (own !== reading || knowledge.kind !== 'at') return null
      const at = knowledge.k + by
      if (!records.some(record => record.arrival === at)) return null
      return {
        look: each => ({ ...each, isVisible: record => (record.arrival === at) !== look.isVisible(record) }),
      }
    },
    ({ refresh }) => refresh === null,
  )
}

/** The same at another K. */
function knownAt(cell: MetCell, k: Instant) {
  const { feature, point } = cell
  if (point.knowledge.kind !== 'at' || point.knowledge.k === k) return null
  return { look: () => lookOf(feature, { ...point, knowledge: { kind: 'at', k } }) }
}

/** Cells of windows whose tail lies `by` µs beside `complete_from`: one that is judged would not be, or the other way round. */
function tailBeside(by: -1 | 0 | 1): StoredFlip {
  return stored(
    ({ feature, look, completeFrom }) =>
      completeFrom !== null && tailOf(feature, look.asOf) === completeFrom + by,
    ({ window }) => window.length !== null,
  )
}

export const readingFlips: MarksOf<typeof readingRules, Flip> = {
  'as-known past': stored(
    cell => (cell.reading === 'as-known' ? knownAt(cell, cell.row.served.answeredAt) : null),
    undefined,
    { known: true },
  ),
  'as-known late-data': stored(
    cell =>
      cell.reading === 'as-known' ? knownAt(cell, Math.max(cell.row.world.cut, cell.point.asOf)) : null,
    undefined,
    { known: true },
  ),
  'as-trained before': arrivalMoved('as-trained', -1),
  'as-trained at': arrivalMoved('as-trained', 0),
  'as-trained after': arrivalMoved('as-trained', 1),
  'as-trained-later': stored(cell =>
    cell.reading === 'as-trained' && cell.point.asOf > cell.row.world.cut
      ? knownAt(cell, cell.row.world.cut)
      : null,
  ),
  'as-applied': stored(({ reading, point, feature }) =>
    reading === 'as-applied'
      ? { look: () => lookOf(feature, { ...point, knowledge: { kind: 'at', k: point.asOf } }) }
      : null,
  ),
  'watermark before': arrivalMoved('as-applied', -1),
  'watermark at': arrivalMoved('as-applied', 0),
  'watermark after': arrivalMoved('as-applied', 1),
  'not-judged before': tailBeside(-1),
  'not-judged at': tailBeside(0),
  'not-judged after': tailBeside(1),
  'not-judged-unbounded sum': stored(
    ({ completeFrom, judged, facts }) => completeFrom !== null && !judged && facts.length > 0,
    ({ window, aggregate }) => window.length === null && aggregate.kind !== 'latest',
  ),
  'not-judged-unbounded latest': stored(
    ({ completeFrom, judged }) => completeFrom !== null && judged,
    ({ window, aggregate }) => window.length === null && aggregate.kind === 'latest',
  ),
  'not-judged-unbounded latest-before': stored(
    ({ completeFrom, judged, facts }) => completeFrom !== null && !judged && facts.length > 0,
    ({ window, aggregate }) => window.length === null && aggregate.kind === 'latest',
  ),
  'nothing-applied': stored(({ reading, point, feature }) =>
    reading === 'as-applied' && point.knowledge.kind === 'applied' && point.knowledge.greatest === null
      ? { look: () => lookOf(feature, { ...point, knowledge: { kind: 'at', k: point.asOf } }) }
      : null,
  ),
}
