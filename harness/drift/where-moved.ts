import { formatInstant } from '../../features/instant-text.ts'
import type { DriftPart, DriftWhere } from '../../reports/drift-result.ts'
import { queryRows } from '../history/query-rows.ts'
import { quoteName } from '../history/sql-text.ts'
import type { ColumnContext, ValueCells } from './column-context.ts'
import { comparable } from './planned-parts.ts'
import { effectGate, type Gate, type GateQuestion } from './statistics/effect-gate.ts'
import { shareGate } from './statistics/share-gate.ts'
import { entitySql } from './tables/cluster-rows.ts'
import { asMicros } from './tables/column-pair.ts'
import { type CellCounts, countBySegment } from './tables/count-by-segment.ts'

/** A way to break the current side down. */
interface Breakdown {
  readonly by: string
  /** SQL of a segment's name, over each side; without one of the reference all of it is compared with each segment. */
  readonly reference: string | null
  readonly current: string
}

const keyBuckets = 16
const timeBuckets = 12
/** Segments that are told in full. */
const movedShown = 5

/** Where a drift is: by key bucket, time, state, and the columns that the settings name. */
export async function whereMoved(
  context: ColumnContext,
  cells: ValueCells,
  columns: {
    readonly cluster: readonly string[]
    readonly time: string
    readonly segments: readonly string[]
  },
  part: DriftPart,
): Promise<DriftWhere[]> {
  const found: DriftWhere[] = []
  for (const breakdown of await breakdowns(context, columns)) {
    const segments = await countBySegment(context, cells, breakdown)
    const moved = judgeSegments(context, cells, segments, part)
    if (segments.size > 1)
      found.push({
        by: breakdown.by,
        segments: segments.size,
        moved: moved.slice(0, movedShown),
        movedCount: moved.length,
      })
  }
  return found
}

async function breakdowns(
  { tables, pair, engine }: ColumnContext,
  {
    cluster,
    time,
    segments,
  }: { readonly cluster: readonly string[]; readonly time: string; readonly segments: readonly string[] },
): Promise<Breakdown[]> {
  const list: Breakdown[] = []
  const inBoth = (name: string) => tables.reference.columns.has(name) && tables.current.columns.has(name)
  if (cluster.length > 0) {
    const bucket = `(${entitySql(cluster)} % ${keyBuckets} + 1)::VARCHAR || ' of ${keyBuckets}'`
    list.push({ by: 'key bucket', reference: cluster.every(inBoth) ? bucket : null, current: bucket })
  }
  const state = quoteName(`${pair.column}__state`)
  if (tables.current.columns.has(`${pair.column}__state`)) {
    list.push({ by: 'state', reference: pair.states === null ? null : state, current: state })
  }
  const at = asMicros(tables.current.columns.get(time))
  if (at !== null) {
    const [range] = await queryRows(
      engine.connection,
      `SELECT min(${at}), max(${at}) FROM ${tables.current.relation}`,
    )
    const [from, to] = [Number(range?.[0] ?? 0), Number(range?.[1] ?? 0)]
    const width = Math.ceil((to - from + 1) / timeBuckets)
    // The bucket's first instant in µs; it is written as an instant when it is told.
    if (to > from)
      list.push({
        by: 'time',
        reference: null,
        current: `(${from} + (${at} - ${from}) // ${width} * ${width})::VARCHAR`,
      })
  }
  for (const name of segments) {
    const text = `${quoteName(name)}::VARCHAR`
    if (tables.current.columns.has(name))
      list.push({ by: name, reference: inBoth(name) ? text : null, current: text })
  }
  return list
}

function judgeSegments(
  { alpha, settings, facts }: ColumnContext,
  cells: ValueCells,
  segments: ReadonlyMap<string, CellCounts>,
  { epsilon, effective }: DriftPart,
): DriftWhere['moved'] {
  // Within a segment rows cluster as they do in all: the same design effect.
  const effect = {
    reference: Math.max(1, comparable(facts.reference) / effective.reference),
    current: Math.max(1, comparable(facts.current) / effective.current),
  }
  return [...segments]
    .flatMap(([segment, { reference, current }]) => {
      const [n, m] = [total(reference), total(current)]
      if (n === 0 || m === 0) return []
      const common = { n, m, epsilon, alpha: alpha / segments.size, minimum: settings.minimumRows }
      const gate =
        cells.kind === 'ordered'
          ? orderedGate(ksDistance(reference, current, n, m), {
              ...common,
              n: n / effect.reference,
              m: m / effect.current,
            })
          : shareGate({
              ...common,
              cells: reference.map((count, k) => ({ reference: count, current: current[k] ?? 0 })),
              designEffect: effect,
            })
      return gate.verdict === 'fail'
        ? [{ segment, distance: gate.d, low: gate.low, rows: { reference: n, current: m } }]
        : []
    })
    .sort((a, b) => b.distance - a.distance)
    .map(each => ({ ...each, segment: asInstant(each.segment) }))
}

function orderedGate(d: number, question: Omit<GateQuestion, 'd'>): Gate & { readonly d: number } {
  return { d, ...effectGate({ ...question, d }) }
}

/** A time bucket is named by its first instant; no other segment is a bare number of sixteen digits. */
function asInstant(segment: string): string {
  return /^\d{15,17}$/.test(segment) ? formatInstant(BigInt(segment)) : segment
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

function ksDistance(reference: readonly number[], current: readonly number[], n: number, m: number): number {
  let [i, j, most] = [0, 0, 0]
  for (let k = 0; k < reference.length; k++) {
    i += reference[k] ?? 0
    j += current[k] ?? 0
    most = Math.max(most, Math.abs(i / n - j / m))
  }
  return most
}
