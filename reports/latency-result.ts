import { z } from 'zod'

/** The schema of a latency result that this version writes. */
export const latencySchemaName = 'plumbline.latency/1'

const count = z.number().int().nonnegative()
const share = z.number().min(0).max(1)
const verdict = z.enum(['pass', 'fail', 'inconclusive'])
/** µs; null stands for +∞, which JSON cannot write: a failure, or too few requests to bound it. */
const micros = z.number().nonnegative().nullable()

const percentile = z.object({
  percentile: z.number().gt(0).lt(100),
  estimate: micros,
  low: micros,
  high: micros,
  /** The chance that [low, high] covers the true percentile. */
  coverage: share,
})

const judged = z.object({
  /** As on the command line, such as `p99=50ms`. */
  budget: z.string(),
  verdict,
  percentile: percentile.nullable(),
  errors: z.object({ share, low: share, high: share }).nullable(),
  /** How many more requests would decide; null where it is decided, or none would. */
  more: count.nullable(),
})

/** A histogram that others can be merged with: HdrHistogram of µs, compressed, base 64; failures stand beside it. */
const histogram = z.object({ hdr: z.string(), failures: count })

const block = z.object({
  /** Whether it belongs to the warm-up, which no budget is held against. */
  warmUp: z.boolean(),
  due: count,
  p50: micros,
  p99: micros,
  failures: count,
})

/** What was broken on purpose while the load ran, ms from the first request that was due. */
const faultWindow = z.object({
  fault: z.string(),
  fromMs: z.number().nonnegative(),
  toMs: z.number().nonnegative(),
})

const measured = z.object({
  name: z.string(),
  /** Scheme, host, port and path; never its credentials. */
  url: z.string(),
  verdict,
  budgets: z.array(judged),
  /** p50, p90, p95, p99, p99.9 once the warm-up is over. */
  percentiles: z.array(percentile),
  /** Those of requests that belong together, such as hot and cold keys; absent where none do. */
  groups: z
    .array(z.object({ name: z.string(), requests: count, percentiles: z.array(percentile) }))
    .optional(),
  /** Requests a second: due by the schedule, and answered. */
  offered: z.number().nonnegative(),
  achieved: z.number().nonnegative(),
  requests: count,
  failures: z.record(z.string(), count),
  /** Answers that were compared with what they had to be. */
  checked: z.object({ answers: count, wrong: count }),
  /** How late the driver itself sent: its p99, µs, and what it may be at most (null: no latency budget). */
  lag: z.object({ p99: micros, limit: micros, verdict }),
  blocks: z.array(block),
  /** Absent where nothing was broken. */
  faults: z.array(faultWindow).optional(),
  histogram,
})

const stage = z.object({
  /** produced → appended, appended → consumed, consumed → written, written → visible, produced → visible, or age at read. */
  stage: z.string(),
  events: count,
  percentiles: z.array(percentile),
  histogram: histogram.optional(),
})

/** What was measured while events went in, beside their freshness. */
const conditionRun = z.object({
  verdict,
  /** Why, a sentence each; none where it passes. */
  sentences: z.array(z.string()),
  durationMs: z.number().positive(),
  /** Records a second beside the canaries: wanted (null: as many as are taken), and what the log took. */
  ingest: z.object({ wanted: z.number().nonnegative().nullable(), achieved: z.number().nonnegative() }),
  /** The latency of questions meanwhile. */
  reads: measured,
  /** Of their answers: how many said that they are stale, were so and did not say it, and showed what cannot be. */
  staleness: z.object({ answers: count, stale: count, undeclared: count, contradicted: count }),
})

const freshness = z.object({
  /** What went on meanwhile, such as `steady`, `burst`, `hot key`, `worker restart`. */
  condition: z.string(),
  stages: z.array(stage),
  budgets: z.array(judged),
  timeouts: count,
  /** Absent where nothing but freshness was measured. */
  run: conditionRun.optional(),
})

/** How a percentile of this run stands to that of a stored one: by whether their intervals overlap. */
const baselineChange = z.object({
  percentile: z.number().gt(0).lt(100),
  before: percentile,
  now: percentile,
  change: z.enum(['slower', 'faster', 'not-told-apart']),
})

export const latencyResultSchema = z.object({
  schema: z.literal(latencySchemaName),
  verdict,
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  /** The verdict and why, the first sentence first. */
  sentences: z.array(z.string()),
  load: z.object({
    rate: z.number().positive(),
    arrivals: z.enum(['constant', 'poisson']),
    durationMs: z.number().positive(),
    connections: count,
    timeoutMs: z.number().positive(),
    seed: count,
  }),
  targets: z.array(measured),
  /** Of two targets that were measured in turn: the second's percentile divided by the first's, block by block. */
  ratios: z.array(
    z.object({ percentile: z.number(), ratio: z.number(), low: z.number(), high: z.number(), pairs: count }),
  ),
  /** Requests a second that a closed loop of connections reached (autocannon); null where it was not measured. */
  saturation: z.number().nonnegative().nullable(),
  /** The highest rate that was seen to keep the SLO, and each that was tried. */
  capacity: z
    .object({ rate: z.number().nonnegative(), tried: z.array(z.object({ rate: z.number(), verdict })) })
    .nullable(),
  freshness: z.array(freshness),
  /** Records a second that became visible while they were sent as fast as the store took them; absent: not measured. */
  ingestCapacity: z.number().nonnegative().optional(),
  /** Where the budgets stand: the path of the file; absent: on the command line, or by default. */
  slo: z.string().optional(),
  /** Against a stored run; absent where none was given. It gates nothing: times of another hour are another machine's. */
  baseline: z.object({ name: z.string(), machine: z.string(), changes: z.array(baselineChange) }).optional(),
  notes: z.array(z.string()),
  provenance: z.object({ versions: z.record(z.string(), z.string()), machine: z.string() }),
})

export type LatencyResult = z.infer<typeof latencyResultSchema>
export type MeasuredTarget = LatencyResult['targets'][number]
export type LatencyPercentile = z.infer<typeof percentile>
export type LatencyCondition = LatencyResult['freshness'][number]
export type ConditionRun = NonNullable<LatencyCondition['run']>
export type LatencyBaseline = NonNullable<LatencyResult['baseline']>
export type JudgedLatency = z.infer<typeof judged>
