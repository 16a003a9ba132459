import { z } from 'zod'

/** The schema of a result of `prove` that this version writes. */
export const proveSchemaName = 'plumbline.prove/1'

const count = z.number().int().nonnegative()

/**
 * What became of a mutant. `killed`: caught, and its causes named exactly where a diagnosis ran. `misnamed`: caught
 * under other names. `survived`: it did wrong, and no cell was called wrong. `not-triggered`: no run met its bug.
 */
const status = z.enum(['killed', 'misnamed', 'survived', 'not-triggered', 'timeout'])

const detection = z.object({
  scenario: z.string(),
  seed: z.number(),
  /** Runs up to this one, in the order of the suite, and the records appended in all of them. */
  runs: count,
  events: count,
})

const mutant = z.object({
  name: z.string(),
  causes: z.array(z.string()),
  about: z.string(),
  standsFor: z.string(),
  side: z.enum(['online', 'offline', 'both']),
  /** What the seed drew. */
  parameters: z.record(z.string(), z.union([z.number(), z.string()])),
  status,
  /** Causes that the diagnosis named, those of the most cells first; null where there was none. */
  named: z.array(z.object({ cause: z.string(), cells: count })).nullable(),
  detection: detection.nullable(),
  /** By scenario: cells called wrong in its first run; null where the run did not meet the bug; absent: left out. */
  wrongCells: z.record(z.string(), count.nullable()),
  /** What was left of the case after shrinking; null where nothing shrank it. */
  shrunk: z
    .object({
      events: count,
      probes: count,
      /** Whether removing any one element makes the failure vanish; false where the time was over before. */
      minimal: z.boolean(),
    })
    .nullable(),
  /** Why it stands as it does, where that needs a word. */
  detail: z.string().nullable(),
  durationMs: z.number(),
})

const assay = z.object({
  name: z.string(),
  about: z.string(),
  /** Null: it passed. */ problem: z.string().nullable(),
})

export const proveResultSchema = z.object({
  schema: z.literal(proveSchemaName),
  verdict: z.enum(['pass', 'fail', 'broken']),
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(3)]),
  sentences: z.array(z.string()),
  seed: z.number(),
  scenarios: z.array(z.string()),
  /** What the harness answers to questions whose answers are known by hand. */
  assays: z.array(assay),
  /** The clean store over the same scenarios: cells called wrong, of those judged; null where it did not come to that. */
  control: z.object({ runs: count, judged: count, wrong: count }).nullable(),
  mutants: z.array(mutant),
  totals: z.record(status, count),
  provenance: z.object({ versions: z.record(z.string(), z.string()), durationMs: z.number() }),
})

export type ProveResult = z.infer<typeof proveResultSchema>
export type ProvedMutant = z.infer<typeof mutant>
export type NamedCells = NonNullable<ProvedMutant['named']>[number]
export type MutantStatus = z.infer<typeof status>
export type AssayResult = z.infer<typeof assay>

export const mutantStatuses: readonly MutantStatus[] = status.options
