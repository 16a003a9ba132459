import type { LogRecord } from '../features/log-record.ts'
import type { Instant } from '../features/value.ts'
import { eventEdges, latenessEdges } from './boundaries.ts'
import { atOnce, drawLateness } from './lateness.ts'
import { drawFields, type LogContext } from './log-stage.ts'
import { instant, micros } from './micros.ts'
import type { Random } from './random.ts'
import type { Stream } from './stream.ts'
import { drawTimes, scattered } from './times.ts'

/** Where event time begins if nothing else is said (µs). */
export const defaultStart = '2026-03-01T00:00:00Z'

/** The facts of a log: one upsert each, revision 0, in the order of their event times as first drawn. */
export function drawFacts(context: LogContext, random: Random): LogRecord[] {
  const { stream } = context
  const start = instant(stream.start ?? defaultStart)
  const times = drawTimes(stream.times ?? scattered('1h'), stream.count, start, random.fork('times'))
  const ids = drawIds(stream.ids ?? 'text', stream.count, random.fork('ids'))
  const far = random.fork('far')
  const fork = {
    keys: random.fork('keys'),
    fields: random.fork('fields'),
    edges: random.fork('edges'),
    late: random.fork('late'),
  }
  return times.map((time, i) => {
    const near = onEdge(context, time, fork.edges)
    const eventTime = far.chance(stream.far ?? 0) ? far.pick(farTimes) : near
    return {
      source: context.source.name,
      id: ids[i] as string | bigint,
      eventTime,
      arrivalTime: arrivalOf(context, near, fork.late),
      op: 'upsert',
      revision: 0,
      fields: drawFields(context, context.keys.draw(fork.keys), fork.fields),
    }
  })
}

/** The ends of what an instant can be, 1700, 1 µs before the epoch, and 2200. */
const farTimes: readonly Instant[] = [
  Number.MAX_SAFE_INTEGER,
  -Number.MAX_SAFE_INTEGER,
  -8_520_336_000_000_000,
  -1,
  7_258_118_400_000_000,
]

/** The event time, or one on an edge of what is seen at an instant that will be asked about. */
function onEdge(context: LogContext, time: Instant, random: Random): Instant {
  if (!random.chance(context.stream.edges ?? 0) || context.anchors.length === 0) return time
  const edges = eventEdges(context.features, random.pick(context.anchors))
  return edges.length === 0 ? time : random.pick(edges) + random.pick([0, 0, -1, 1])
}

function arrivalOf(context: LogContext, eventTime: Instant, random: Random): Instant {
  const { late, lateEdges, future } = context.stream
  if (random.chance(lateEdges ?? 0)) {
    const edges = latenessEdges(context.features, eventTime)
    if (edges.length > 0) return random.pick(edges) + random.pick([0, 0, -1, 1])
  }
  if (future !== undefined && random.chance(future.share))
    return eventTime - random.int(1, Math.max(1, micros(future.ahead)))
  return eventTime + drawLateness(late ?? atOnce, random)
}

/** By code unit 😀 comes before \uFFFD; by code point, as ids are ordered, it comes last. */
const idMarks = ['e', 'é', '\uE000', '\uFFFD', '\u{10000}', '😀']

/** Distinct ids in an order of their own: no rule may take the order of ids for the order of arrival. */
function drawIds(kind: NonNullable<Stream['ids']>, count: number, random: Random): (string | bigint)[] {
  const numbers = random.shuffled(Array.from({ length: count }, (_, i) => i + 1))
  if (kind === 'text') return numbers.map(number => `e${number}`)
  if (kind === 'unicode') return numbers.map(number => `${idMarks[number % idMarks.length]}${number}`)
  const offset = kind === 'int' ? 0n : 2n ** 53n
  return numbers.map(number => (number % 3 === 0 ? -offset - BigInt(number) : offset + BigInt(number)))
}
