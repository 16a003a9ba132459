import { z } from 'zod'
import { driftStageSchema } from './drift-result.ts'
import { latencyResultSchema } from './latency-result.ts'
import { pictureSchema, shrunkCaseSchema } from './picture-result.ts'
import { proofRecordSchema } from './proof-record.ts'
import { canarySchema, coverageSchema, relationSchema, suppressionSchema } from './trust-result.ts'

/** The schema of `result.json` that this version reads and writes. */
export const resultSchemaName = 'plumbline.result/1'

const count = z.number().int().nonnegative()
const share = z.number().min(0).max(1)
/** ISO 8601 in UTC, with µs. */
const instant = z.string()
/** Microseconds; negative where a store read after T. */
const micros = z.number()

/** Words of `docs/architecture.md` § Verdicts. */
const verdicts = ['pass', 'skew', 'inconclusive', 'broken'] as const
export type Verdict = (typeof verdicts)[number]

const cells = z.object({
  compared: count,
  equal: count,
  defect: count,
  staleness: count,
  notJudged: count,
  error: count,
  lateData: count,
  training: z.object({ compared: count, equal: count, leak: count, defect: count, notJudged: count }),
})

/** Of a proportion, with the exact 95 % interval; one-sided where nothing, or everything, was counted. */
const rate = z.object({
  hits: count,
  of: count,
  low: share,
  high: share,
  confidence: share,
  sides: z.union([z.literal(1), z.literal(2)]),
})

const lags = z.object({ count, median: micros, p90: micros, p99: micros, max: micros, overSlo: count })

/** What mismatches of a feature come from; counts are of the cells that were looked at. */
const cause = z.object({
  cause: z.string(),
  side: z.enum(['online', 'offline']),
  /** By the served, the training and the recomputed value. */
  wrongSide: z.enum(['online', 'offline', 'both-alike', 'both-differently']),
  /** What the store does: follows "the store". */
  does: z.string(),
  mend: z.string(),
  explained: count,
  mismatches: count,
  contradicted: count,
  matches: count,
  /** How many there are; more than were looked at where only a sample was. */
  mismatchesOf: count,
  matchesOf: count,
  /** The share of mismatches reproduced times the share of matches kept. */
  confidence: share,
  /** One cell that shows it, in a sentence. */
  proof: z.string(),
  /** Causes that explain none of the cells that nothing explains. */
  ruledOut: z.array(z.string()),
})

const feature = z.object({
  target: z.string(),
  column: z.string(),
  kind: z.enum(['stored', 'on-demand']),
  type: z.string(),
  /** Declared by the feature, wider than the room that the order of summation needs. */
  tolerance: z.object({ relative: z.number(), absolute: z.number() }).nullable(),
  cells,
  causes: z.array(cause),
  /** Of served cells that are defects, among those judged; null where none was judged. */
  rate: rate.nullable(),
  lags: lags.nullable(),
  lateData: z
    .object({ rows: count, judged: count, numericRows: count, meanAbsoluteDifference: z.number().nullable() })
    .nullable(),
  /** Cells that are null because their sum lies outside 64 bits; absent: none. */
  overflowed: count.optional(),
  firstMismatch: instant.nullable(),
  lastMismatch: instant.nullable(),
  /** Of an audit: defects and leaks by the day of T, such as `2026-03-01`, at most a thousand days; absent: none. */
  wrongByDay: z.record(z.string(), count).optional(),
  /** Of an audit: served and training values compared, by the same days; absent: not counted. */
  comparedByDay: z.record(z.string(), count).optional(),
  /** The scenario with the most wrong cells of this feature; null where no cell is wrong. */
  worstScenario: z.string().nullable(),
})

const missed = z.object({ happening: z.string(), wanted: count, happened: count })

const scenario = z.object({
  /** Null where the History names none. */
  scenario: z.string().nullable(),
  runs: count,
  rows: count,
  cells,
  features: z.record(z.string(), cells),
  /** What had to happen for the runs to count, and did not. */
  missed: z.array(missed),
})

const checkNames = [
  'values',
  'training',
  'freshness',
  'regions',
  'late-data',
  'log',
  'must-happen',
  'self-check',
  'relations',
  'suppressions',
  'drift',
  'latency',
] as const

const check = z.discriminatedUnion('verdict', [
  z.object({
    name: z.enum(checkNames),
    verdict: z.enum(['pass', 'fail', 'inconclusive']),
    detail: z.string(),
  }),
  z.object({ name: z.enum(checkNames), verdict: z.literal('skipped'), reason: z.string() }),
])

const mismatchFields = z.object({
  scenario: z.string().nullable(),
  seed: z.number().nullable(),
  target: z.string(),
  /** A string for a probe with a name, and for a number beyond 2⁵³. */
  probe_id: z.union([z.number(), z.string()]),
  as_of: instant,
  feature: z.string().nullable(),
  served: z.string().nullable(),
  training: z.string().nullable(),
  as_known: z.string().nullable(),
  as_trained: z.string().nullable(),
  as_applied: z.string().nullable(),
  part: z.enum(['defect', 'leak', 'staleness', 'late-data']),
  side: z.enum(['online', 'offline', 'none']),
  cause: z.string().nullable(),
  lag_us: micros.nullable(),
  served_state: z.string().nullable(),
  as_known_state: z.string().nullable(),
  as_trained_state: z.string().nullable(),
  as_applied_state: z.string().nullable(),
})

/** One row of `mismatches.parquet`; the key parts stand beside the others, by their names. */
const mismatch = mismatchFields.catchall(z.union([z.string(), z.number(), z.boolean(), z.null()]))

/** What every mismatch has; whatever else it has are key parts. */
export const mismatchFieldNames: ReadonlySet<string> = new Set(Object.keys(mismatchFields.shape))

/** Replicas of one store, held against each other; lag ends by itself, divergence does not. */
const regions = z.object({
  names: z.array(z.string()),
  /** Pairs of answers to one question; those of which one had applied less; those that differ at the same offsets. */
  pairs: count,
  lags: count,
  diverged: count,
  divergences: z
    .array(
      z.object({
        regions: z.array(z.string()),
        target: z.string(),
        feature: z.string(),
        key: z.string(),
        /** Canonical JSON texts, in the order of the regions. */
        values: z.array(z.string()),
        as_of: instant,
        /** Regions whose value recomputation does not confirm. */
        wrong: z.array(z.string()),
      }),
    )
    .max(20),
  /** µs from the end of trouble until all held the same, of the slowest run; null: longer than `convergeWithin`. */
  converged: micros.nullable(),
  convergeWithin: micros,
})

const log = z.object({
  source: z.string(),
  records: count,
  accepted: count,
  /** Records refused, by reason; they are as if never appended. */
  rejects: z.record(z.string(), count),
  /** Redeliveries that held something else than the first appended. */
  conflicts: count,
  /** Records whose arrival fell along the offsets and was raised to the running maximum. */
  raised: count,
})

/** `result.json`: history § What is made of a History. */
export const resultSchema = z.object({
  schema: z.literal(resultSchemaName),
  verdict: z.enum(verdicts),
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
  /** The verdict in sentences, the first the weightiest. */
  sentences: z.array(z.string()),
  cells,
  /** Of served cells that are defects, among those judged. */
  rate: rate.nullable(),
  rows: count,
  trainingRows: z.object({ compared: count, missing: count, several: count, unused: count }).nullable(),
  features: z.record(z.string(), feature),
  scenarios: z.array(scenario),
  checks: z.array(check),
  lags: lags.nullable(),
  /** Absent or null where no store was run in several regions. */
  regions: regions.nullable().optional(),
  mismatches: z.array(mismatch),
  /** What failures were shrunk to. */
  cases: z.array(shrunkCaseSchema),
  /** Counterexamples to be drawn; absent where none was made. */
  pictures: z.array(pictureSchema).max(12).optional(),
  mismatchTotals: z.object({ defect: count, leak: count, staleness: count, 'late-data': count }),
  log: z.array(log),
  selfCheck: z.object({ sampled: count, disagreements: count }).nullable(),
  /** A store with a known bug that was run beside the one judged; null where none was planted. */
  canary: canarySchema.nullable(),
  /** What `prove` last wrote down of this harness; absent where nothing was. */
  trackRecord: proofRecordSchema.optional(),
  /** Absent where none were given. */
  suppressions: z.array(suppressionSchema).optional(),
  /** Absent where no run was related to another. */
  relations: z.array(relationSchema).optional(),
  /** Absent where it was not measured. */
  coverage: coverageSchema.optional(),
  /** Distributions and pairs with a verdict of their own; null where nothing was compared. */
  drift: driftStageSchema.nullable(),
  /** What the latency stage of `verify --real` measured; absent where there was none. */
  latency: latencyResultSchema.optional(),
  /** Share of the entities that were looked at, where not all were. */
  sample: share.nullable(),
  notes: z.array(z.string()),
  notRun: z.array(z.object({ what: z.string(), reason: z.string() })),
  provenance: z.object({
    versions: z.record(z.string(), z.string()),
    store: z.object({ name: z.string(), stack: z.string() }).nullable(),
    definitions: z.array(z.object({ name: z.string(), version: z.number(), hash: z.string() })),
    /** Every run's seed, or how they follow from one. */
    seeds: z.object({ first: z.number(), runs: count }).nullable(),
    options: z.record(z.string(), z.unknown()),
    /** ms by stage, `total` among them. */
    durations: z.record(z.string(), z.number()),
  }),
})

export type Result = z.infer<typeof resultSchema>
export type Cells = z.infer<typeof cells>
export type Rate = z.infer<typeof rate>
export type FeatureResult = z.infer<typeof feature>
export type CauseResult = z.infer<typeof cause>
export type ScenarioResult = z.infer<typeof scenario>
export type Check = z.infer<typeof check>
export type CheckName = (typeof checkNames)[number]
export type MismatchResult = z.infer<typeof mismatch>
export type LogResult = z.infer<typeof log>
export type Provenance = Result['provenance']
export type { CaseResult, Picture } from './picture-result.ts'
export type { Canary, CoverageResult, RelationResult } from './trust-result.ts'
