import type { Instant } from '../../../features/value.ts'
import type { Random } from '../../../generators/random.ts'
import type { AppendBook } from './append-book.ts'
import type { KeyKind, MeasuredSet } from './measured-set.ts'
import type { StoreApi } from './store-api.ts'
import { wireFields } from './wire.ts'
import { zipf } from './zipf.ts'

export interface IngestEdge {
  readonly api: StoreApi
  /** The machine's clock, µs since the epoch. */
  readonly now: () => Instant
  readonly sleep: (ms: number) => Promise<void>
  readonly signal: AbortSignal
}

export interface IngestPlan {
  readonly set: MeasuredSet
  /** What the ids begin with: unique in the store's life. */
  readonly name: string
  readonly durationMs: number
  /** Records a second at so many ms after the start; null: as many as the store takes. */
  readonly rate: (ms: number) => number | null
  /** Whether all are of one key. */
  readonly hotKey: boolean
}

export interface IngestDone {
  readonly records: number
  /** From the first record to the last acknowledgement, ms. */
  readonly elapsedMs: number
}

/** At a given rate records go out so often, ms. */
const everyMs = 25

/** Records of one request at most, and requests under way at once. */
const togetherMax = 250
const underWayMax = 8

/** Distinct keys that keep ingest busy, and events of them that are drawn beforehand. */
const busyKeys = 997
const drawn = 2_000

/**
 * Sends events that nobody asks about, on a schedule or as fast as they are taken, and notes what was acknowledged. What
 * the store does not take in time is sent as soon as it does: a producer waits, and loses nothing.
 */
export async function sendIngest(
  plan: IngestPlan,
  book: AppendBook,
  random: Random,
  edge: IngestEdge,
): Promise<IngestDone> {
  const { api, now, sleep, signal } = edge
  const text = eventTexts(plan, random)
  const started = now()
  const sinceMs = () => (now() - started) / 1_000
  const underWay = new Set<Promise<void>>()
  let failure: unknown = null
  let records = 0
  let owed = 0
  let lastMs = 0
  const send = (count: number) => {
    const { source, texts } = text(records, count, now())
    records += count
    const sent = api
      .appendTexts(source, texts)
      .then(placements => book.note(source, placements, now()))
      .catch(error => {
        failure ??= error
      })
      .finally(() => underWay.delete(sent))
    underWay.add(sent)
  }
  while (sinceMs() < plan.durationMs && failure === null) {
    signal.throwIfAborted()
    const ms = sinceMs()
    const rate = plan.rate(ms)
    owed = rate === null ? togetherMax : owed + (rate * (ms - lastMs)) / 1_000
    lastMs = ms
    while (owed >= 1 && underWay.size < underWayMax) {
      const count = Math.min(togetherMax, Math.floor(owed))
      send(count)
      owed -= count
    }
    if (underWay.size >= underWayMax) await Promise.race(underWay)
    else await sleep(rate === null ? 0 : everyMs)
  }
  await Promise.all(underWay)
  if (failure !== null) throw failure
  return { records, elapsedMs: sinceMs() }
}

/** Makes requests out of events drawn beforehand: only ids and times are new. */
function eventTexts({ set, name, hotKey }: IngestPlan, random: Random) {
  const keys = zipf(busyKeys, 1.1)
  const kind: KeyKind = hotKey ? 'hot' : 'busy'
  const pools = set.sources.map(source => ({
    source: source.name,
    fields: Array.from({ length: drawn }, () => {
      const key = set.key(kind, hotKey ? 0 : keys.draw(random))
      return JSON.stringify(wireFields(set.fields(source, key, random)))
    }),
  }))
  return (from: number, count: number, eventTime: Instant) => {
    const { source, fields } = random.pick(pools)
    const texts = Array.from({ length: count }, (_, i) => {
      const n = from + i
      return `{"id":"${name}-${n}","eventTime":"${eventTime}","fields":${fields[n % drawn]}}`
    })
    return { source, texts }
  }
}
