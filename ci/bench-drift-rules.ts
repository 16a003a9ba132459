import type { Random } from '../generators/random.ts'
import { judgePairs } from '../harness/drift/compare-pairs.ts'
import { ksPart } from '../harness/drift/ks-part.ts'
import { ratePart } from '../harness/drift/share-part.ts'
import { categoryDistances } from '../harness/drift/statistics/category-distances.ts'
import { chiSquared } from '../harness/drift/statistics/chi-squared.ts'
import type { ClusterCell } from '../harness/drift/statistics/cluster-cells.ts'
import { ksClosedForm } from '../harness/drift/statistics/ks-closed-form.ts'
import { type KsSummary, ksSummary } from '../harness/drift/statistics/ks-summary.ts'
import { tieBlocks } from '../harness/drift/statistics/tie-blocks.ts'
import type { DriftPart } from '../reports/drift-result.ts'
import type { BenchSample } from './bench-drift-samples.ts'

/** Says whether a rule raises an alarm on a sample; null where the rule has nothing to say of it. */
export type DriftRule = (sample: Prepared) => boolean | null

export interface Prepared {
  readonly sample: BenchSample
  readonly reference: readonly number[]
  readonly current: readonly number[]
  readonly summary: KsSummary
  /** What drift itself says of the values: verdict and p. */
  readonly values: DriftPart
  readonly random: Random
}

/** The defaults of drift: 5 %, shared over the values of a feature and its null rate. */
const question = { alpha: 0.025, minimum: 100 } as const

const isValue = (value: number | null): value is number => value !== null

export function summaryOf({ reference, current }: BenchSample): KsSummary {
  return ksSummary(tieBlocks(reference.filter(isValue), current.filter(isValue)))
}

export function prepare(sample: BenchSample, random: Random): Prepared {
  const summary = summaryOf(sample)
  const clustered =
    sample.entities === null ? null : { table: clusterTable(sample, summary), sampled: false, rowsOneIn: 1 }
  const values = ksPart(summary, {
    ...question,
    part: 'values',
    epsilon: 0.1,
    clustered,
    random: random.fork('values'),
  })
  return {
    sample,
    reference: sample.reference.filter(isValue),
    current: sample.current.filter(isValue),
    summary,
    values,
    random: random.fork('nulls'),
  }
}

/** Ours and theirs. Theirs are the documented defaults in our code, on exact values, nulls left out as they do. */
export const driftRules: Readonly<Record<string, DriftRule>> = {
  'KS given ties, p < .05': ({ values }) => (values.p ?? 1) < 0.05,
  'effect gate (ours)': gateVerdict,
  'paired (ours)': ({ sample }) => pairedVerdict(sample),
  Evidently: evidently,
  NannyML: nannyml,
  whylogs: ({ summary }) => textbookP(summary) < 0.05,
  Deepchecks: ({ summary }) => distance(summary) >= 0.2,
}

function clusterTable({ reference, current, entities }: BenchSample, summary: KsSummary) {
  const ends = summary.grid.map(block => block.last)
  const index = new Map<number, number>()
  const counts: ClusterCell[] = []
  const add = (
    values: BenchSample['reference'],
    owners: readonly number[],
    side: 'reference' | 'current',
  ) => {
    values.forEach((value, at) => {
      const owner = owners[at] as number
      const cluster = index.get(owner) ?? index.size
      index.set(owner, cluster)
      const cell = ends.findIndex(end => (value as number) <= end)
      counts.push({
        cluster,
        cell,
        reference: side === 'reference' ? 1 : 0,
        current: side === 'current' ? 1 : 0,
      })
    })
  }
  add(reference, entities!.reference, 'reference')
  add(current, entities!.current, 'current')
  return { kind: 'ordered', cells: ends.length, clusters: index.size, counts } as const
}

/** The verdict of drift on the feature: its values and its null rate, α shared over the two. */
function gateVerdict(prepared: Prepared): boolean {
  const { sample, values } = prepared
  const nulls = (values: BenchSample['reference']) => values.filter(value => value === null).length
  const rate = ratePart(
    { reference: nulls(sample.reference), current: nulls(sample.current) },
    sample.reference.length,
    sample.current.length,
    { ...question, part: 'null', epsilon: 0.02, clustered: null, random: prepared.random },
  )
  return values.verdict === 'fail' || rate.verdict === 'fail'
}

function pairedVerdict({ known, current }: BenchSample): boolean | null {
  if (known === null) return null
  const hits = known.filter((value, at) => value !== current[at]).length
  const counts = {
    hits: [
      { hits: 1, trials: 1, count: hits },
      { hits: 0, trials: 1, count: known.length - hits },
    ],
    stale: 0,
    direction: [],
    larger: 0,
    smaller: 0,
    ranks: [],
    nulls: { totals: [], servedOnly: 0, knownOnly: 0 },
    found: null,
  }
  return judgePairs('f', false, counts, { budget: 0, minimum: 100 }).verdict === 'fail'
}

function distance({ n, m, up, down }: KsSummary): number {
  return Math.max(up.h, down.h) / (n * m)
}

/** The exact p of the textbook, which takes tied values for distinct. */
export function textbookP(summary: KsSummary): number {
  const n = Math.min(summary.n, summary.m)
  return ksClosedForm(n, Math.round(distance(summary) * n), 2)
}

/** Up to 1,000 rows KS p < .05 (few values: chi-squared), above the Wasserstein distance in σ of the reference ≥ .1. */
function evidently({ summary }: Prepared): boolean {
  if (summary.n > 1_000) return (summary.wasserstein ?? 0) / (summary.reference.deviation || 1) >= 0.1
  if (summary.distinct <= 5) return chiSquared(summary.grid).p < 0.05
  return textbookP(summary) < 0.05
}

/** Jensen–Shannon distance ≥ .1 over Doane's bins of the reference. */
function nannyml({ reference, current }: Prepared): boolean {
  const edges = doaneEdges(reference)
  const binned = (values: readonly number[]) => {
    const counts = new Array<number>(edges.length + 1).fill(0)
    for (const value of values) {
      const at = edges.findIndex(edge => value < edge)
      const bin = at < 0 ? (value === edges.at(-1) ? edges.length - 1 : edges.length) : at
      counts[bin] = (counts[bin] as number) + 1
    }
    return counts
  }
  const [a, b] = [binned(reference), binned(current)]
  const cells = a.map((count, k) => ({ reference: count, current: b[k] as number }))
  return (categoryDistances(cells)?.jensenShannon ?? 0) >= 0.1
}

function doaneEdges(values: readonly number[]): number[] {
  const n = values.length
  const mean = values.reduce((all, value) => all + value, 0) / n
  const moment = (power: number) => values.reduce((all, value) => all + (value - mean) ** power, 0) / n
  const deviation = Math.sqrt(moment(2))
  const skewness = deviation === 0 ? 0 : moment(3) / deviation ** 3
  const spread = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)))
  const bins = Math.ceil(1 + Math.log2(n) + Math.log2(1 + Math.abs(skewness) / spread))
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return Array.from({ length: bins + 1 }, (_, k) => (k === bins ? most : least + ((most - least) * k) / bins))
}
