import type { Refresh, StoredFeature } from '../definitions.ts'
import type { SourcePlan } from './plan-context.ts'
import { logOrder } from './plan-context.ts'
import type { BatchPlanOptions } from './plan-options.ts'
import { probeTables } from './probe-tables.ts'
import { factColumns, firstOfRevision, forever, keptColumns } from './resolve-facts.ts'
import type { SqlStatement } from './sql-statement.ts'

/** The features of a source that look from the same instant with the same knowledge: one frame for each `refresh`. */
export interface Frame {
  readonly plan: SourcePlan
  readonly refresh: Refresh | null
  readonly features: readonly StoredFeature[]
  /** By probe: its head, what it knows, and the ask that it shares with probes that ask the same. */
  readonly points: string
  /** The distinct asks. */
  readonly asks: string
  /** Facts resolved for one ask alone, where offsets are no K. */
  readonly own: string
  table(name: string): string
}

export function framesOf(plan: SourcePlan): Frame[] {
  const groups = Map.groupBy(plan.shape.features, ({ refresh }) =>
    refresh === null ? 'as asked' : `${refresh.every} ${refresh.delay}`,
  )
  return [...groups.values()].map((features, i) => {
    const table = (name: string) => plan.table(`f${i}_${name}`)
    const refresh = features[0]!.refresh
    return { plan, refresh, features, points: table('points'), asks: table('asks'), own: table('own'), table }
  })
}

/** The tables of one frame that its groups of features share. */
export function frameTables(frame: Frame, options: BatchPlanOptions): SqlStatement[] {
  const { plan } = frame
  const label = labelOf(frame)
  const asks = `SELECT DISTINCT p.__ask, p.__key, p.__head, p.__known, p.__mark FROM ${frame.points} p
WHERE p.__key IS NOT NULL AND p.__head IS NOT NULL AND p.__known IS NOT NULL
ORDER BY p.__ask`
  return [
    {
      purpose: `${label}: heads, and what is known at them`,
      ...plan.create(frame.points, framePoints(frame, options)),
    },
    { purpose: `${label}: distinct asks`, ...plan.create(frame.asks, asks) },
    ...(options.applied
      ? [{ purpose: `${label}: facts of single asks`, ...plan.create(frame.own, ownFacts(frame)) }]
      : []),
  ]
}

export function labelOf({ plan, refresh }: Frame): string {
  return refresh === null ? plan.source.name : `${plan.source.name}, every ${refresh.every} µs`
}

/** T | K, or for a scheduled feature R | R + delay and as trained R | K; semantics § 3. */
function framePoints({ plan, refresh }: Frame, options: BatchPlanOptions): string {
  const { probes } = probeTables(plan)
  const all = `CASE WHEN p.__mark IS NOT NULL THEN ${forever} ELSE p.__k END`
  const head = refresh === null ? 'p.__t' : refreshedAt(plan, refresh)
  const known =
    refresh === null || options.trained
      ? all
      : `CASE WHEN ${all} IS NOT NULL THEN least(${all}, q.__head + ${refresh.delay}) END`
  return `SELECT q.*, dense_rank() OVER (ORDER BY q.__key, q.__head, q.__known, q.__mark) AS __ask FROM (
  SELECT q.__probe, q.__keyless, q.__key, q.__head, ${known.replaceAll('p.', 'q.')} AS __known, q.__mark FROM (
    SELECT p.*, ${head} AS __head FROM ${probes} p
  ) q
) q`
}

/** R: the newest instant on the grid with R + delay ≤ min(K, T); null where nothing is known. */
function refreshedAt({ dialect }: SourcePlan, { every, delay }: Refresh): string {
  const due = `(least(p.__by, p.__t) - ${delay})`
  return `CASE WHEN p.__by IS NOT NULL THEN (${dialect.floorDivide(due, String(every))}) * ${every} END`
}

/** Known(S) resolved for each ask that no K describes: the highest revision below the offsets; semantics § 2. */
function ownFacts({ plan, asks }: Frame): string {
  const { offsets } = probeTables(plan)
  const order = logOrder('v')
  const whole = `(PARTITION BY v.__ask, v.__id ORDER BY ${order} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)`
  return `WITH visible AS (
  SELECT a.__ask, r.* FROM ${asks} a
  JOIN ${plan.tables.accepted} r ON r.__key = a.__key
  JOIN ${offsets} o ON o.__mark = a.__mark AND o.__partition = r.__partition
  WHERE r.__offset < o.__next AND r.__arrival <= a.__known
), fresh AS (
  SELECT v.*, ${firstOfRevision('v', ['__ask', '__id'])} AS __fresh FROM visible v
), placed AS (
  SELECT v.*, row_number() OVER (PARTITION BY v.__ask, v.__id ORDER BY v.__revision DESC, ${order}) AS __place,
    first_value(CASE WHEN v.__upsert AND v.__fresh THEN v.__arrival END IGNORE NULLS) OVER ${whole} AS __first,
    first_value(CASE WHEN v.__upsert AND v.__fresh THEN v.__tau END IGNORE NULLS) OVER ${whole} AS __first_tau
  FROM fresh v
), versions AS (
  SELECT p.__ask, ${keptColumns(plan, 'p').join(', ')}, p.__arrival AS __from, ${forever} AS __to,
    p.__first, p.__first - p.__first_tau AS __late
  FROM placed p WHERE p.__place = 1 AND p.__upsert
)
SELECT ${factColumns(plan, 'v', ['__ask']).join(', ')} FROM versions v`
}
