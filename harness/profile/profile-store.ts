import { PlumblineError } from '../../features/plumbline-error.ts'
import { CallTimeout, type GuardOptions } from '../drive/guarded-store.ts'
import type { Capabilities } from '../store.ts'
import type { OpenStore } from '../verify/load-store.ts'
import { withoutState } from './answer-text.ts'
import { type PlannedLine, planLine } from './plan-line.ts'
import { isFound, type LineProfile, type Profile, profileSchema, type SideProfile } from './profile.ts'
import type { ProfileLine } from './profile-line.ts'
import { type LineAnswers, ProfileSession } from './profile-session.ts'
import { failed, notAsked, readFinding } from './read-finding.ts'
import { showEvents, showQuestions } from './show-steps.ts'
import { specificationStore } from './specification-store.ts'

export interface ProfileOptions {
  readonly open: OpenStore
  /** What the store says of itself, and whether its training values are asked for. */
  readonly capabilities: Capabilities
  readonly trains: boolean
  readonly lines: readonly ProfileLine[]
  readonly guard: GuardOptions
  readonly versions: Readonly<Record<string, string>>
  /** Told the name of each line before it is asked. */
  readonly onLine: (name: string) => void
  /** Given what was found before the store failed for good; gives where it is. Absent: it is not kept. */
  readonly keep?: (found: Profile) => Promise<string>
}

/** What came of asking a line: answers, or the sentence in which the store failed. */
type Outcome =
  | { readonly ok: true; readonly answers: LineAnswers }
  | { readonly ok: false; readonly error: PlumblineError }

/**
 * Finds out line by line what a store does. Lines share a store as long as it does not fail; a line in which it fails says so,
 * and those after it are asked of a new one.
 * @throws PlumblineError where the store cannot be opened, does not answer in time, or answers no line at all
 */
export async function profileStore(options: ProfileOptions): Promise<Profile> {
  const { capabilities, lines, versions, trains } = options
  const plans = lines.map(line => ({ line, plan: planLine(line, capabilities) }))
  const planned = plans.flatMap(({ plan }) => (plan.ok ? [plan.planned] : []))
  const open = async () => specificationStore(capabilities, trains)
  const specified = new Map<PlannedLine, Outcome>()
  await askAll(planned, { ...options, open, onLine: () => {} }, specified)
  const outcomes = new Map<PlannedLine, Outcome>()
  const { name, stack } = capabilities
  const profileOf = (asked: typeof plans): Profile => ({
    schema: profileSchema,
    store: { name, stack },
    versions,
    lines: asked.map(({ line, plan }) => {
      if (!plan.ok) return notAskedLine(line, plan.reason)
      const outcome = outcomes.get(plan.planned) as Outcome
      return lineProfile(plan.planned, outcome, specified.get(plan.planned) as Outcome, trains)
    }),
  })
  try {
    await askAll(planned, options, outcomes)
  } catch (error) {
    const asked = plans.filter(({ plan }) => plan.ok && outcomes.get(plan.planned)?.ok === true)
    throw await withPart(error, asked.length === 0 ? null : () => options.keep?.(profileOf(asked)))
  }
  return profileOf(plans)
}

/** An error that says where what was found before it is kept, if it is. */
async function withPart(error: unknown, keep: (() => Promise<string> | undefined) | null): Promise<unknown> {
  if (!(error instanceof PlumblineError) || error.code === 'interrupted' || keep === null) return error
  const path = await keep()?.catch(() => null)
  if (path === null || path === undefined) return error
  const message = `${error.message} (the profile so far is in ${path})`
  return new PlumblineError(error.code, message, { cause: error.cause })
}

async function askAll(
  planned: readonly PlannedLine[],
  options: ProfileOptions,
  outcomes: Map<PlannedLine, Outcome>,
): Promise<void> {
  for (const together of Map.groupBy(planned, each => each.encoding).values()) {
    let rest: readonly PlannedLine[] = together
    while (rest.length > 0) rest = rest.slice(await askTogether(rest, options, outcomes))
  }
  const failures = [...outcomes.values()].flatMap(each => (each.ok ? [] : [each.error]))
  const [first] = failures
  if (first !== undefined && failures.length === outcomes.size) throw first
}

/** Asks lines of one store until it fails in one; gives how many were asked. */
async function askTogether(
  lines: readonly PlannedLine[],
  { open, guard, trains, onLine }: ProfileOptions,
  outcomes: Map<PlannedLine, Outcome>,
): Promise<number> {
  const session = new ProfileSession(await open(), guard, trains)
  try {
    await session.open(lines)
    for (const [i, planned] of lines.entries()) {
      onLine(planned.line.name)
      try {
        outcomes.set(planned, { ok: true, answers: await session.ask(planned) })
      } catch (error) {
        if (!isOfLine(error)) throw error
        outcomes.set(planned, { ok: false, error })
        return i + 1
      }
    }
    return lines.length
  } finally {
    await session.close()
  }
}

/** Whether a failure is what the store does in one line; one that does not answer would hold up each of them. */
function isOfLine(error: unknown): error is PlumblineError {
  if (!(error instanceof PlumblineError) || error.cause instanceof CallTimeout) return false
  return error.code === 'store-failed' || error.code === 'bad-store'
}

function notAskedLine(line: ProfileLine, reason: string): LineProfile {
  const side: SideProfile = { finding: notAsked, says: reason, answers: [] }
  const specified = { online: notAsked, offline: notAsked }
  const { name, asks } = line
  return { name, asks, online: side, offline: side, agree: null, specified, events: [], asked: [] }
}

function lineProfile(
  planned: PlannedLine,
  outcome: Outcome,
  specified: Outcome,
  trains: boolean,
): LineProfile {
  const { line, way } = planned
  const online = sideOf(planned, outcome, 'online', trains)
  const offline = sideOf(planned, outcome, 'offline', trains)
  return {
    name: line.name,
    asks: line.asks,
    online,
    offline,
    agree: agreeing(online, offline),
    specified: {
      online: sideOf(planned, specified, 'online', trains).finding,
      offline: sideOf(planned, specified, 'offline', trains).finding,
    },
    events: showEvents(way),
    asked: showQuestions(way),
  }
}

function sideOf(
  { line, way }: PlannedLine,
  outcome: Outcome,
  side: 'online' | 'offline',
  trains: boolean,
): SideProfile {
  const none = (says: string): SideProfile => ({ finding: notAsked, says, answers: [] })
  if (line.sides !== 'both' && line.sides !== side)
    return none(`the line is about ${line.sides === 'online' ? 'serving' : 'training sets'} alone`)
  if (side === 'offline' && !trains) return none('the store has no training values')
  if (!outcome.ok) return { finding: failed, says: outcome.error.message, answers: [] }
  const { finding, says, answers } = readFinding(way, outcome.answers[side] ?? [])
  return { finding, says, answers: [...answers] }
}

/** States are told online alone: what both sides tell are values. */
function agreeing(online: SideProfile, offline: SideProfile): boolean | null {
  if (!isFound(online) || !isFound(offline)) return null
  if (online.finding === offline.finding) return true
  const both = online.answers.flatMap((answer, i) => {
    const trained = offline.answers[i] ?? null
    return answer === null || trained === null ? [] : [withoutState(answer) === trained]
  })
  return both.every(alike => alike)
}
