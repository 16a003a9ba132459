import { z } from 'zod'
import { parseDuration } from '../../features/duration.ts'
import { parseInstant } from '../../features/instant-text.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'

const share = z.number().gt(0).lt(1)
const instant = z
  .string()
  .refine(text => parseInstant(text) !== null, 'write an instant with its zone, such as 2026-03-01T00:00:00Z')
const duration = z
  .string()
  .refine(text => parseDuration(text) !== null, 'write a whole number and us, ms, s, m, h or d, such as 28d')

/** Conditions that withhold a pass unless somebody says that they are as they should be. */
const acceptable = ['constant', 'non-finite', 'numbers-as-text', 'type', 'new-column'] as const
export type Acceptable = (typeof acceptable)[number]

/** The time of a row, where it has one: nobody named it, so it need not be there. */
export const timeByDefault = 'as_of'

const accept = z.array(z.enum(acceptable))
/** A KS distance, or a shift in the feature's own unit. */
const epsilon = z.union([share, z.strictObject({ shift: z.number().positive() })])

/** Of the reference, the rows in [from, to), or the last so long before the current side begins. */
const windowSchema = z.union([
  z.strictObject({ last: duration }),
  z
    .strictObject({ from: instant, to: instant })
    .refine(({ from, to }) => (parseInstant(from) ?? 0) < (parseInstant(to) ?? 0), 'write from before to'),
])
export type ReferenceWindow = z.infer<typeof windowSchema>

const featureSchema = z.strictObject({
  epsilon: epsilon.optional(),
  rateEpsilon: share.optional(),
  alpha: share.optional(),
  minimumRows: z.number().int().min(2).optional(),
  ignore: z.boolean().optional(),
  accept: accept.optional(),
  /** Columns of the entity of this feature; none: its rows are independent. */
  cluster: z.array(z.string()).optional(),
  /** `all`: every row of the reference, whatever holds for the others. */
  referenceWindow: z.union([z.literal('all'), windowSchema]).optional(),
})

type OwnSettings = z.infer<typeof featureSchema>

/** Settings by feature, whatever its name: a record of zod leaves `__proto__` out, and one with a prototype finds `constructor`. */
const featuresSchema = z
  .custom<object>(
    given => typeof given === 'object' && given !== null && !Array.isArray(given),
    'write an object, a member a feature',
  )
  .transform((given, context): Readonly<Record<string, OwnSettings>> => {
    const features: Record<string, OwnSettings> = Object.create(null)
    for (const [name, value] of Object.entries(given)) {
      const own = featureSchema.safeParse(value)
      if (own.success) features[name] = own.data
      for (const { message, path } of own.error?.issues ?? [])
        context.addIssue({ code: 'custom', message, path: [name, ...path] })
    }
    return features
  })

/** A drift configuration file; defaults and their reasons: docs/drift.md. */
const driftSettingsSchema = z.strictObject({
  alpha: share.default(0.05),
  epsilon: share.default(0.1),
  /** For categories and booleans: a difference of a share. */
  categoryEpsilon: share.default(0.05),
  /** For the rates of null, not-found, expired, NaN, infinite and unseen. */
  rateEpsilon: share.default(0.02),
  minimumRows: z.number().int().min(2).default(100),
  look: z.number().int().min(1).default(1),
  /** Columns of the entity: rows of one entity are not independent. */
  cluster: z.array(z.string()).default([]),
  ignore: z.array(z.string()).default([]),
  accept: accept.default([]),
  time: z.string().default(timeByDefault),
  by: z.string().optional(),
  /** Columns by which a drift that was found is broken down. */
  segments: z.array(z.string()).default([]),
  referenceWindow: windowSchema.optional(),
  seed: z.number().int().default(0),
  features: featuresSchema.prefault({}),
})

export type DriftSettings = z.infer<typeof driftSettingsSchema>

/** What holds for one feature. */
export interface FeatureSettings {
  readonly epsilon: number | { readonly shift: number }
  readonly categoryEpsilon: number
  readonly rateEpsilon: number
  readonly alpha: number
  readonly minimumRows: number
  readonly accept: ReadonlySet<Acceptable>
  readonly cluster: readonly string[]
  /** Null: all rows of the reference. */
  readonly referenceWindow: ReferenceWindow | null
}

/**
 * Reads a configuration, all problems in one message.
 * @throws PlumblineError `usage`
 */
export function parseDriftSettings(given: unknown, shown: string): DriftSettings {
  const parsed = driftSettingsSchema.safeParse(given)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(issue => `${issue.path.join('.') || 'the file'}: ${issue.message}`)
  throw new PlumblineError(
    'usage',
    `${shown} is no drift configuration (${problems.join('; ')}): mend it, docs/drift.md lists what it may hold`,
  )
}

/** The settings of a feature: its own, else those of all. An ε of its own is also that of its categories. */
export function featureSettings(settings: DriftSettings, column: string): FeatureSettings {
  const own = settings.features[column] ?? {}
  return {
    epsilon: own.epsilon ?? settings.epsilon,
    categoryEpsilon: typeof own.epsilon === 'number' ? own.epsilon : settings.categoryEpsilon,
    rateEpsilon: own.rateEpsilon ?? settings.rateEpsilon,
    alpha: own.alpha ?? settings.alpha,
    minimumRows: own.minimumRows ?? settings.minimumRows,
    accept: new Set([...settings.accept, ...(own.accept ?? [])]),
    cluster: own.cluster ?? settings.cluster,
    referenceWindow:
      own.referenceWindow === 'all' ? null : (own.referenceWindow ?? settings.referenceWindow ?? null),
  }
}
