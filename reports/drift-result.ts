import { z } from 'zod'

/** The schema of a drift result that this version writes. */
export const driftSchemaName = 'plumbline.drift/1'

const count = z.number().int().nonnegative()
const share = z.number().min(0).max(1)
/** Verdict of one part, one feature: above ε, below ε, or not to be told from this sample. */
const judged = z.enum(['pass', 'fail', 'inconclusive'])
const bothSides = z.object({ reference: z.number(), current: z.number() })

/** What of a feature was compared. */
const driftParts = [
  'values',
  'null',
  'not-found',
  'expired',
  'nan',
  'infinite',
  'unseen',
  'length',
  'norm',
  'coordinates',
  'first-element',
] as const

const part = z.object({
  part: z.enum(driftParts),
  /** Greatest distance of the ECDFs, or greatest difference of a share. */
  measure: z.enum(['ks', 'share']),
  verdict: judged,
  /** The observed distance, and the interval that holds the true one with confidence 1 − alpha. */
  distance: share,
  low: share,
  high: share,
  /** The distance that matters. */
  epsilon: share,
  /** What this part may spend of the whole α. */
  alpha: share,
  /** Evidence, not a verdict; null where there is no test. */
  p: share.nullable(),
  method: z.string().nullable(),
  /** p-values adjusted over all parts of the comparison. */
  adjusted: z.object({ benjaminiHochberg: share, benjaminiYekutieli: share }).nullable(),
  /** Current values larger, smaller, or both in different places; null where order means nothing. */
  direction: z.enum(['up', 'down', 'both']).nullable(),
  /** Of a drifted distance of ECDFs: p of current values being larger, and smaller. */
  oneSided: z.object({ up: share, down: share }).nullable(),
  /** Of a rate: its share on each side. */
  shares: bothSides.nullable(),
  /** Of a share: the smallest difference that a sample of this size would have shown four times of five. */
  smallest: share.nullable(),
  /** Rows that count as independent, fewer than there are where they cluster. */
  effective: bothSides,
  /** Entities whose rows were followed; absent where rows are independent. */
  entities: bothSides.optional(),
})

const known = z.object({
  mean: z.object({ reference: z.number().nullable(), current: z.number().nullable() }).nullable(),
  psi: z.number().nullable(),
  jensenShannon: share.nullable(),
  wassersteinPerSigma: z.number().nullable(),
  chiSquared: z.object({ statistic: z.number(), degrees: count, p: share, pooled: count }).nullable(),
  energy: z.object({ coefficient: share, p: share, permutations: count, rows: bothSides }).nullable(),
})

const where = z.object({
  /** `key bucket`, `time`, `state`, or the name of a column. */
  by: z.string(),
  segments: count,
  /** Those proved to have moved, the furthest first; at most five. */
  moved: z.array(z.object({ segment: z.string(), distance: share, low: share, rows: bothSides })),
  movedCount: count,
})

const feature = z.object({
  column: z.string(),
  type: z.string(),
  verdict: judged,
  /** The verdict in one sentence. */
  sentence: z.string(),
  rows: bothSides,
  parts: z.array(part),
  /** What a sample of this size would have shown four times of five; null for values without an order. */
  smallestShift: z.object({ ks: share, sigma: z.number(), unit: z.number().nullable() }).nullable(),
  known: known.nullable(),
  /** The interval of values (above `from`, up to `to`) in which the two sides' shares differ most. */
  parting: z
    .object({ from: z.number().nullable(), to: z.number().nullable(), reference: share, current: share })
    .nullable(),
  /** The ECDFs as they were at up to 64 values, each the share of a side at or below; absent where order means nothing. */
  curve: z
    .object({
      points: z.array(z.object({ value: z.number(), reference: share, current: share })).max(64),
      /** The value at which the distance is greatest; null where it is not finite. */
      apartAt: z.number().nullable(),
    })
    .optional(),
  /** Shares of the most frequent categories on each side, at most twelve; absent for values with an order. */
  bars: z
    .array(z.object({ category: z.string(), reference: share, current: share }))
    .max(12)
    .optional(),
  /** Categories that the reference has not, the most frequent first; at most ten. */
  unseen: z.array(z.object({ category: z.string(), rows: count })),
  where: z.array(where),
  notes: z.array(z.string()),
})

const side = z.object({
  name: z.string(),
  rows: count,
  /** Null where rows are not clustered by an entity. */
  entities: count.nullable(),
})

const comparison = z.object({
  name: z.string(),
  reference: side,
  current: side,
  /** α of the whole comparison after looks and groups were paid for. */
  alpha: share,
  features: z.array(feature),
  notCompared: z.array(
    z.object({
      column: z.string(),
      reason: z.string(),
      /** Nobody asked to leave it out, so that the verdict names it. */
      unasked: z.literal(true).optional(),
    }),
  ),
})

const interval = z
  .object({ low: share, high: share, confidence: share, sides: z.union([z.literal(1), z.literal(2)]) })
  .nullable()

const flipTest = z.object({
  p: share,
  up: share,
  down: share,
  clusters: count,
  method: z.enum(['exact', 'normal']),
})

const pairedFeature = z.object({
  column: z.string(),
  verdict: judged,
  sentence: z.string(),
  compared: count,
  entities: count,
  mismatches: count,
  /** Of these, the ones that a lag of the store explains: no defects. */
  stale: count,
  /** By how much clustering by entity widens the variance; null where it cannot be told. */
  designEffect: z.number().nullable(),
  interval: z.object({ independent: interval, clustered: interval }),
  /** Sign test on the numeric mismatches, entities flipped as a whole; null for values without an order. */
  direction: flipTest.extend({ larger: count, smaller: count }).nullable(),
  /** Signed ranks (Pratt). */
  magnitude: flipTest.nullable(),
  /** McNemar: null on one side alone. */
  nulls: flipTest.extend({ servedOnly: count, knownOnly: count }).nullable(),
  /** McNemar: found (present or null, neither not-found nor expired) on one side alone; null where no state was served. */
  found: flipTest.extend({ servedOnly: count, knownOnly: count }).nullable(),
})

const paired = z.object({
  name: z.string(),
  budget: share,
  features: z.array(pairedFeature),
})

export const driftResultSchema = z.object({
  schema: z.literal(driftSchemaName),
  verdict: z.enum(['pass', 'skew', 'inconclusive']),
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  /** The verdict in sentences, the first the weightiest. */
  sentences: z.array(z.string()),
  look: z.number().int().positive(),
  comparisons: z.array(comparison),
  paired: z.array(paired),
  notes: z.array(z.string()),
  settings: z.record(z.string(), z.unknown()),
})

/** Drift as a stage of `verify` and `audit`; what it means for the run says the check `drift`. */
export const driftStageSchema = driftResultSchema.omit({ exitCode: true }).extend({
  /** A configuration of the user says which distances matter; else the defaults do. */
  declared: z.boolean(),
})

export type DriftStage = z.infer<typeof driftStageSchema>
export type DriftResult = z.infer<typeof driftResultSchema>
export type DriftComparison = z.infer<typeof comparison>
export type DriftFeature = z.infer<typeof feature>
export type DriftPart = z.infer<typeof part>
export type DriftPartName = (typeof driftParts)[number]
export type DriftWhere = z.infer<typeof where>
export type PairedDrift = z.infer<typeof paired>
export type PairedDriftFeature = z.infer<typeof pairedFeature>
export type Judged = z.infer<typeof judged>
