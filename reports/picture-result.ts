import { z } from 'zod'

const count = z.number().int().nonnegative()
/** ISO 8601 in UTC, with µs. */
const instant = z.string()

/** A failure that was made smaller: a folder that `replay` runs again. */
export const shrunkCaseSchema = z.object({
  /** In the folder of the run. */
  folder: z.string(),
  target: z.string(),
  feature: z.string(),
  side: z.enum(['online', 'offline']),
  cause: z.string(),
  events: count,
  probes: count,
  /** Runs that it took. */
  tries: count,
  /** Whether removing any one element makes the failure vanish. */
  minimal: z.boolean(),
  proof: z.string(),
  expected: z.string(),
  served: z.string(),
})

/** The few events behind one wrong value, and how both sides would have answered around it. */
export const pictureSchema = z.object({
  /** Folder of the case that it is of; null: of the run itself. */
  folder: z.string().nullable(),
  target: z.string(),
  feature: z.string(),
  side: z.enum(['online', 'offline']),
  cause: z.string(),
  /** The key in words. */
  key: z.string(),
  /** T. */
  asOf: instant,
  /** Null ends: unbounded, or T itself where only that is known (a scheduled feature). */
  window: z.object({ from: instant.nullable(), to: instant, closed: z.enum(['left', 'right']) }).nullable(),
  events: z
    .array(
      z.object({
        id: z.string(),
        revision: z.string(),
        op: z.string(),
        eventTime: instant.nullable(),
        arrivalTime: instant,
        fields: z.string(),
        /** In the window, and known at T. */
        counts: z.boolean(),
      }),
    )
    .max(60),
  /** Events of the key; more than are listed where it has many. */
  eventsOf: count,
  /** Canonical JSON texts: what was given, and what point-in-time recomputation gives. */
  given: z.string(),
  expected: z.string(),
  /** The point-in-time value as T moves: it holds from `at` until the next. */
  steps: z.array(z.object({ at: instant, value: z.string() })).max(200),
  /** What was answered for this key, at each T that was asked. */
  answers: z.array(z.object({ at: instant, value: z.string() })).max(100),
})

export type Picture = z.infer<typeof pictureSchema>
export type CaseResult = z.infer<typeof shrunkCaseSchema>
