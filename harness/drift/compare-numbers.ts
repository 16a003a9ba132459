import type { DriftPartName } from '../../reports/drift-result.ts'
import {
  type ColumnContext,
  comparedValue,
  nothingFound,
  partQuestion,
  type ValueFinding,
} from './column-context.ts'
import { ecdfCurve } from './ecdf-curve.ts'
import { ksPart } from './ks-part.ts'
import { comparable } from './planned-parts.ts'
import { categoryDistances } from './statistics/category-distances.ts'
import { decileBins } from './statistics/decile-bins.ts'
import type { KsSummary } from './statistics/ks-summary.ts'
import { partingRange } from './statistics/parting-range.ts'
import { shiftDistance } from './statistics/shift-distance.ts'
import { smallestShift } from './statistics/smallest-shift.ts'
import { cellIn } from './tables/cluster-rows.ts'
import { walkNumbers } from './tables/walk-numbers.ts'

/** Whole numbers up to here are doubles. */
const exactMax = 2 ** 53

/** Compares numbers: SQL over each side's relation, rows to leave out being null. */
export interface NumberQuestion {
  readonly part: DriftPartName
  readonly reference: string
  readonly current: string
  readonly counts: { readonly reference: number; readonly current: number }
  /** About how many different values; null where it was not counted. */
  readonly distinct: number | null
  readonly fitsDouble: boolean
}

/** Compares a column of numbers by KS. */
export async function compareNumbers(context: ColumnContext): Promise<ValueFinding> {
  const { facts, pair } = context
  const counts = { reference: comparable(facts.reference), current: comparable(facts.current) }
  const magnitude = Math.max(facts.reference.magnitude ?? 0, facts.current.magnitude ?? 0)
  return compareNumberValues(context, {
    part: 'values',
    reference: comparedValue(context, 'reference'),
    current: comparedValue(context, 'current'),
    counts,
    distinct: facts.reference.distinct + facts.current.distinct,
    fitsDouble: pair.kind === 'float' || magnitude <= exactMax,
  })
}

/** Compares any numbers that SQL makes of a column. */
export async function compareNumberValues(
  context: ColumnContext,
  question: NumberQuestion,
): Promise<ValueFinding> {
  const { engine, tables } = context
  const source = (side: 'reference' | 'current') => ({
    relation: tables[side].relation,
    value: question[side],
    count: question.counts[side],
  })
  const values = question.counts.reference + question.counts.current
  const summary = await walkNumbers(() => engine.connect(), {
    reference: source('reference'),
    current: source('current'),
    fitsDouble: question.fitsDouble,
    mostlyDistinct: (question.distinct ?? 0) > values / 3,
  })
  return summary === null ? nothingFound : findingOf(context, question.part, summary)
}

function findingOf(context: ColumnContext, name: DriftPartName, summary: KsSummary): ValueFinding {
  const { settings } = context
  const ends = summary.grid.map(block => block.last)
  const wanted = settings.epsilon
  // In the feature's own unit ε is what such a shift of the reference would do; never so wide that nothing fails.
  const epsilon =
    typeof wanted === 'number' ? wanted : Math.min(0.99, shiftDistance(summary.grid, wanted.shift) ?? 0.1)
  const question = partQuestion(context, name, epsilon, { kind: 'ordered', cells: ends.length }, row =>
    row.value === null || Number.isNaN(Number(row.value)) ? null : cellIn(ends, Number(row.value)),
  )
  const part = ksPart(summary, question)
  const shift = smallestShift(part.effective.reference, part.effective.current, part.alpha)
  const { deviation } = summary.reference
  return {
    ...nothingFound,
    parts: [part],
    known: knownOf(summary),
    parting: partingOf(summary),
    curve: ecdfCurve(summary),
    smallestShift:
      shift === null ? null : { ...shift, unit: finite(deviation === null ? null : shift.sigma * deviation) },
    constant: summary.distinct === 1 ? String(summary.grid[0]?.first) : null,
    cells: { kind: 'ordered', ends: ends.filter(Number.isFinite) },
    notes:
      typeof wanted === 'number'
        ? []
        : [`a shift of ${wanted.shift} would be a KS distance of ${epsilon.toPrecision(3)}`],
  }
}

function knownOf(summary: KsSummary): ValueFinding['known'] {
  const distances = categoryDistances(decileBins(summary.grid))
  const { deviation } = summary.reference
  const { wasserstein } = summary
  return {
    mean: { reference: summary.reference.mean, current: summary.current.mean },
    psi: distances?.psi ?? null,
    jensenShannon: distances?.jensenShannon ?? null,
    wassersteinPerSigma:
      wasserstein === null || deviation === null || deviation === 0 ? null : finite(wasserstein / deviation),
    chiSquared: null,
    energy: null,
  }
}

/** An end that is infinite is no end: JSON has no word for it. */
function partingOf(summary: KsSummary): ValueFinding['parting'] {
  const range = partingRange(summary)
  return range === null ? null : { ...range, from: finite(range.from), to: finite(range.to) }
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null
}
