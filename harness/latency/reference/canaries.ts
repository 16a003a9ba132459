import type { LogRecord, Placement } from '../../../features/log-record.ts'
import type { Instant, Value } from '../../../features/value.ts'
import type { Random } from '../../../generators/random.ts'
import { equalsRecomputed } from '../../diff/equal.ts'
import { specificationLog } from '../../oracle/specification/specification-log.ts'
import { LatencyHistogram } from '../latency-histogram.ts'
import type { AppendBook } from './append-book.ts'
import type { IngestEdge } from './ingest-load.ts'
import type { MeasuredSet } from './measured-set.ts'
import { type ReadAnswer, readAnswer } from './read-answer.ts'

/** One event of a key that nobody else has, on its way. Instants are µs of the machine's clock. */
export interface Canary {
  readonly source: string
  readonly key: readonly Value[]
  readonly record: LogRecord
  readonly entity: object
  readonly producedAt: Instant
  appendedAt: Instant | null
  placement: Placement | null
  /** When an answer came that shows it. */
  visibleAt: Instant | null
  /** The log did not take it, or nobody saw it in time. */
  isLost: boolean
}

export interface CanaryPlan {
  readonly set: MeasuredSet
  readonly name: string
  readonly durationMs: number
}

export interface CanaryRun {
  readonly canaries: readonly Canary[]
  /** How late the canaries themselves were sent, µs: the harness's own fault. */
  readonly lag: LatencyHistogram
  /** Answers that hold a canary by the offsets that they state, and not by their values. */
  readonly contradicted: number
}

/** Between two canaries, ms. */
const everyMs = 20

/** Between an answer and the next look, ms: what is measured is too long by up to this and one answer. */
const lookMs = 8

/** µs after which a canary that nobody sees counts as +∞. */
const lostAfter = 15_000_000

/**
 * Sends canaries on a schedule, and asks for the oldest of each partition, again and again, until each is seen. One is seen
 * when an answer states that it holds it; its values have to be those that the specification gives.
 */
export async function sendCanaries(
  plan: CanaryPlan,
  book: AppendBook,
  random: Random,
  edge: IngestEdge,
): Promise<CanaryRun> {
  const { now, sleep, signal } = edge
  const canaries: Canary[] = []
  const lag = new LatencyHistogram()
  const started = now()
  let sending = true
  const watching = watch(plan.set, canaries, () => sending, edge)
  watching.catch(() => undefined)
  for (let i = 0; i * everyMs < plan.durationMs; i++) {
    signal.throwIfAborted()
    const due = started + i * everyMs * 1_000
    const wait = due - now()
    if (wait > 0) await sleep(wait / 1_000)
    lag.record(Math.max(0, now() - due))
    const canary = makeCanary(plan, i, now(), random)
    canaries.push(canary)
    void append(canary, book, edge)
  }
  sending = false
  return { canaries, lag, contradicted: await watching }
}

function makeCanary({ set, name }: CanaryPlan, i: number, now: Instant, random: Random): Canary {
  const source = random.pick(set.sources)
  const id = `${name}-canary-${i}`
  const key = set.key('canary', canaryNumber(name, i))
  const record = set.event(source, id, key, now, random)
  return {
    source: source.name,
    key,
    record,
    entity: set.entity(key, random),
    producedAt: now,
    appendedAt: null,
    placement: null,
    visibleAt: null,
    isLost: false,
  }
}

/** Conditions have canaries of their own: a number of the name, and of the canary in it. */
function canaryNumber(name: string, i: number): number {
  let hash = 0
  for (const letter of name) hash = (hash * 31 + letter.charCodeAt(0)) % 9_000
  return hash * 100_000 + i
}

async function append(canary: Canary, book: AppendBook, { api, now }: IngestEdge): Promise<void> {
  try {
    const placements = await api.append(canary.source, [canary.record])
    canary.appendedAt = now()
    canary.placement = placements[0] ?? null
    book.note(canary.source, placements, canary.appendedAt)
    canary.isLost = canary.placement === null
  } catch {
    canary.isLost = true
  }
}

/** Returns when each canary was seen or lost: how many answers contradict themselves. */
async function watch(
  set: MeasuredSet,
  canaries: readonly Canary[],
  isSending: () => boolean,
  edge: IngestEdge,
): Promise<number> {
  const { now, sleep, signal } = edge
  const unchecked: Canary[] = []
  let contradicted = 0
  let first = 0
  for (;;) {
    signal.throwIfAborted()
    while (first < canaries.length && isOver(canaries[first] as Canary)) first++
    const open = canaries.slice(first).filter(canary => !isOver(canary))
    if (open.length === 0 && !isSending()) break
    for (const canary of open) if (now() - canary.producedAt > lostAfter) canary.isLost = true
    const placed = open.filter(canary => canary.placement !== null && !canary.isLost)
    const asked = oldestOfEach(placed)
    const answer = await ask(set, asked, edge)
    if (answer !== null) {
      const at = now()
      for (const canary of placed.filter(each => holds(answer, each))) {
        canary.visibleAt = at
        const i = asked.indexOf(canary)
        if (i === -1) unchecked.push(canary)
        else if (!showsCanary(set, canary, answer, i)) contradicted++
      }
    }
    await sleep(lookMs)
  }
  return contradicted + (await checkRest(set, unchecked, edge))
}

/**
 * The oldest of each partition. The others of it are visible no earlier, and one answer states how far each partition goes:
 * to ask for all that wait would be more load the later they are.
 */
function oldestOfEach(canaries: readonly Canary[]): Canary[] {
  const oldest = new Map<string, Canary>()
  for (const canary of canaries) {
    const place = `${canary.source} ${canary.placement?.partition}`
    const known = oldest.get(place)
    if (known === undefined || offsetOf(canary) < offsetOf(known)) oldest.set(place, canary)
  }
  return [...oldest.values()]
}

function offsetOf({ placement }: Canary): number {
  return placement?.offset ?? Number.POSITIVE_INFINITY
}

/** Null where nobody is asked for, or no answer comes. */
async function ask(
  set: MeasuredSet,
  asked: readonly Canary[],
  { api }: IngestEdge,
): Promise<ReadAnswer | null> {
  if (asked.length === 0) return null
  const body = JSON.stringify({ entities: asked.map(({ entity }) => entity) })
  const { status, text } = await api.ask(set.definitions.name, body).catch(() => noAnswer)
  return status === 200 ? readAnswer(text) : null
}

const noAnswer = { status: 0, text: '' }

/** Canaries that one question asks for, once there is no hurry. */
const checkedTogether = 200

/** Asks for those of which only the offsets have told yet. */
async function checkRest(set: MeasuredSet, unchecked: readonly Canary[], edge: IngestEdge): Promise<number> {
  let contradicted = 0
  for (let from = 0; from < unchecked.length; from += checkedTogether) {
    const some = unchecked.slice(from, from + checkedTogether)
    const answer = await ask(set, some, edge)
    if (answer === null) continue
    contradicted += some.filter((canary, i) => !showsCanary(set, canary, answer, i)).length
  }
  return contradicted
}

function isOver({ visibleAt, isLost }: Canary): boolean {
  return visibleAt !== null || isLost
}

/** Whether an answer states that it holds a canary. */
function holds({ applied }: ReadAnswer, { source, placement }: Canary): boolean {
  return placement !== null && (applied[source]?.[String(placement.partition)] ?? 0) > placement.offset
}

/** Whether the values of an answer are those of a log that holds the canary and nothing else of its key. */
function showsCanary(
  { definitions, checked }: MeasuredSet,
  { source, key, record }: Canary,
  { asOf, answers }: ReadAnswer,
  i: number,
): boolean {
  const given = answers[i]
  if (given === undefined) return false
  // It arrived when it was appended, of which nobody but the store knows the instant: before it was asked for.
  const arrived = { ...record, arrivalTime: record.eventTime ?? 0, position: 0, placement: null }
  return [...definitions.sources.values()].every(each => {
    const log = specificationLog(definitions, each, each.name === source ? [arrived] : [])
    const features = checked.filter(feature => feature.source.name === each.name)
    return features.every(feature => {
      const cell = log.evaluate(feature, key, { asOf, knowledge: { kind: 'at', k: asOf }, trained: false })
      return equalsRecomputed(feature, given(feature), cell)
    })
  })
}
