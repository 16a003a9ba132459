import type { DriftPart, Judged } from '../../reports/drift-result.ts'
import { type ColumnContext, partQuestion } from './column-context.ts'
import { ksPart } from './ks-part.ts'
import type { PartQuestion } from './part-question.ts'
import { plainEpsilon } from './plain-settings.ts'
import { type KsSummary, ksSummary } from './statistics/ks-summary.ts'
import { tieBlocks } from './statistics/tie-blocks.ts'
import { type ClusterRow, cellIn, clusterTable } from './tables/cluster-rows.ts'
import type { VectorSample } from './tables/sample-vectors.ts'

const rank: Readonly<Record<Judged, number>> = { fail: 0, inconclusive: 1, pass: 2 }

/** Judges every coordinate of a sample of vectors; the worst of them is the part. α is shared over them. */
export function coordinatesPart(
  context: ColumnContext,
  dimension: number,
  reference: VectorSample,
  current: VectorSample,
): DriftPart {
  const plain = partQuestion(
    { ...context, clusters: null },
    'coordinates',
    plainEpsilon(context),
    { kind: 'ordered', cells: 1 },
    () => 0,
  )
  const question = { ...plain, alpha: context.alpha / dimension }
  const rows = clusterRowsOf(reference, current)
  let worst: DriftPart | null = null
  for (let k = 0; k < dimension; k++) {
    const at = ({ vectors }: VectorSample) => vectors.map(vector => vector[k] as number)
    const sides = { reference: at(reference), current: at(current) }
    const summary = ksSummary(tieBlocks(sides.reference, sides.current))
    const clustered = rows === null ? null : clusteredBy(rows, sides, summary)
    const part = ksPart(summary, { ...question, clustered })
    if (worst === null || isWorse(part, worst)) worst = part
  }
  // The smallest p of many needs paying for all of them.
  const { p, ...rest } = worst as DriftPart
  return { ...rest, p: p === null ? null : Math.min(1, p * dimension), alpha: context.alpha, direction: null }
}

/** Where entities cluster, coordinates have intervals of different widths: the verdict comes before the distance. */
function isWorse(part: DriftPart, than: DriftPart): boolean {
  const [a, b] = [rank[part.verdict], rank[than.verdict]]
  if (a !== b) return a < b
  return part.high === than.high ? part.distance > than.distance : part.high > than.high
}

/** Rows whose value is their place in the sample; null where rows are independent. */
function clusterRowsOf(reference: VectorSample, current: VectorSample): ClusterRow[] | null {
  if (reference.entities === null || current.entities === null) return null
  const of = (side: 'reference' | 'current', entities: readonly number[]) =>
    entities.map((entity, value): ClusterRow => ({ entity, side, value, state: null }))
  return [...of('reference', reference.entities), ...of('current', current.entities)]
}

/** `sampled`: a bootstrap of each of hundreds of coordinates would take too long, so that p goes by the effective rows. */
function clusteredBy(
  rows: readonly ClusterRow[],
  sides: { readonly reference: readonly number[]; readonly current: readonly number[] },
  summary: KsSummary,
): PartQuestion['clustered'] {
  const ends = summary.grid.map(block => block.last)
  const shape = { kind: 'ordered', cells: ends.length } as const
  return {
    table: clusterTable(rows, shape, row => cellIn(ends, sides[row.side][row.value as number] as number)),
    sampled: true,
    rowsOneIn: 1,
  }
}
