import { z } from 'zod'

const count = z.number().int().nonnegative()
/** ISO 8601 in UTC, with µs. */
const instant = z.string()

export const canarySchema = z.object({
  mutant: z.string(),
  scenario: z.string(),
  seed: z.number(),
  /** Cells called wrong; none: it was not caught, and the harness is broken. */
  wrongCells: count,
})

/** A difference that somebody accepted, and whether it held: `idle` matches nothing any more. */
export const suppressionSchema = z.object({
  feature: z.string(),
  cause: z.string(),
  owner: z.string(),
  reason: z.string(),
  expires: instant,
  state: z.enum(['active', 'expired', 'idle']),
})

/** Which rules of `docs/semantics.md` decided a compared value: flipped, it would have been judged otherwise. */
export const coverageSchema = z.object({
  /** Runs that were measured, the compared cells that were looked at in them, and how many there were. */
  runs: count,
  cells: count,
  of: count,
  /** Rules, from each of their sides. */
  marks: count,
  /** By mark, the runs that hit it. */
  hits: z.record(z.string(), count),
  /** Marks that no run hit, and those that none could hit. */
  missing: z.array(z.string()),
  idle: z.array(z.string()),
})

/** Runs of one store whose answers must follow from one another; `docs/adversary.md` lists the relations. */
export const relationSchema = z.object({
  relation: z.string(),
  /** What was done otherwise: follows "though". */
  says: z.string(),
  /** What has to be known for it, and why it is not; null where it is. */
  knows: z.string(),
  notRun: z.string().nullable(),
  /** Pairs of runs, the values that follow from one another in them, and those that do not. */
  pairs: count,
  compared: count,
  differing: count,
  example: z.string().nullable(),
  /** In the folder of the run, with the Histories `first` and `second`. */
  folder: z.string().nullable(),
})

export type Canary = z.infer<typeof canarySchema>
export type CoverageResult = z.infer<typeof coverageSchema>
export type RelationResult = z.infer<typeof relationSchema>
