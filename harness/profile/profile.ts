import { z } from 'zod'
import { failed, notAnsweredAtAll, notAsked } from './read-finding.ts'

export const profileSchema = 'plumbline.profile/1'

const side = z.object({
  /** A name of the line's, or `other`, `not-asked`, `failed`, `not-answered`. */
  finding: z.string().min(1),
  /** A sentence; why, where it was not asked or failed. */
  says: z.string(),
  /** What each cell gave; null where it was not asked. */
  answers: z.array(z.string().nullable()),
})

const line = z.object({
  name: z.string().min(1),
  asks: z.string(),
  online: side,
  offline: side,
  /** Null where one of them was not asked. */
  agree: z.boolean().nullable(),
  /** What the specification evaluator gives for the same probes. */
  specified: z.object({ online: z.string(), offline: z.string() }),
  /** The events that show it: instants from the start of the line. */
  events: z.array(z.string()),
  /** The cells that were asked, in the order of `answers`. */
  asked: z.array(z.string()),
})

const file = z.object({
  schema: z.literal(profileSchema),
  store: z.object({ name: z.string(), stack: z.string() }),
  /** Versions of what took part, by name. */
  versions: z.record(z.string(), z.string()),
  lines: z.array(line).min(1),
})

/** What a side of a store does, by one line. */
export type SideProfile = z.infer<typeof side>
export type LineProfile = z.infer<typeof line>
/** What a store was found to do: data, as a profile file holds it. */
export type Profile = z.infer<typeof file>

/** What is wrong with the data of a profile file, or the profile. */
export function parseProfile(data: unknown): { ok: true; profile: Profile } | { ok: false; problem: string } {
  const parsed = file.safeParse(data)
  if (parsed.success) return { ok: true, profile: parsed.data }
  const [first] = parsed.error.issues
  const place = first === undefined || first.path.length === 0 ? 'it' : first.path.join('.')
  return { ok: false, problem: `${place}: ${first?.message ?? 'is no profile'}` }
}

/** Whether a side was asked and answered. */
export function isFound({ finding }: SideProfile): boolean {
  return finding !== notAsked && finding !== failed && finding !== notAnsweredAtAll
}
