import type { LogRecord } from '../features/log-record.ts'
import type { Instant } from '../features/value.ts'
import { type Aim, aimsOf, commonAims, epochAim } from './aims.ts'
import { longestReach } from './boundaries.ts'
import { defaultStart } from './facts.ts'
import type { Key } from './keys.ts'
import { drawFields, type LogContext } from './log-stage.ts'
import { instant } from './micros.ts'
import type { Random } from './random.ts'
import { scattered, timesSpan } from './times.ts'

/** A question that has to be asked for an edge to decide: at T, after all that has arrived by then. */
export interface Seek {
  readonly document: string
  readonly key: Key
  /** T, µs. */
  readonly asOf: Instant
}

/** Records that lie on edges, and the questions that go with them. */
export interface Sought {
  readonly records: readonly LogRecord[]
  readonly seeks: readonly Seek[]
}

/**
 * Boundary seeking: every edge of every rule of the definitions in turn, each with facts 1 µs before it, on it and 1 µs
 * after it, and a question that it decides. They come after the stream's other facts, one edge after another, so that
 * none hides another; of more edges than `count` a random part. Pure.
 */
export function seekEdges(context: LogContext, document: string, count: number, random: Random): Sought {
  const start = instant(context.stream.start ?? defaultStart)
  const span = timesSpan(context.stream.times ?? scattered('1h'))
  const reach = longestReach(context.features.filter(({ refresh }) => refresh === null))
  let from = start + span + reach + 1_000_000
  const records: LogRecord[] = []
  const seeks: Seek[] = []
  for (const [i, aim] of chosenAims(context, from, count, random).entries()) {
    const { facts, asOf } = aim(from)
    const key = context.keys.keys[i % context.keys.keys.length] as Key
    for (const fact of facts) records.push(recordOf(context, key, fact, records.length, random))
    seeks.push({ document, key, asOf })
    from = Math.max(asOf, ...facts.map(({ arrivalTime }) => arrivalTime)) + random.int(1, 3_000_000)
  }
  return { records, seeks }
}

/** Before the epoch first the slides, whose grid is odd there; then the epoch, and the others in a random order. */
function chosenAims({ features }: LogContext, from: Instant, count: number, random: Random): readonly Aim[] {
  // Two features of one shape have one edge.
  const all = new Map(features.flatMap(aimsOf).map(({ name, aim }) => [name, aim]))
  const shapes = [...all].filter(([name]) => name.startsWith('slide'))
  const others = [...all].filter(([name]) => !name.startsWith('slide'))
  const first = from < 0 ? [...shapes.map(([, aim]) => aim), epochAim] : []
  const rest = [...(from < 0 ? [] : shapes), ...others].map(([, aim]) => aim)
  const shuffled = random.shuffled([...rest, ...commonAims.map(({ aim }) => aim)])
  return [...first, ...shuffled].slice(0, count)
}

function recordOf(
  context: LogContext,
  key: Key,
  { eventTime, arrivalTime }: { readonly eventTime: Instant; readonly arrivalTime: Instant },
  number: number,
  random: Random,
): LogRecord {
  const isText = (context.stream.ids ?? 'text') === 'text'
  return {
    source: context.source.name,
    id: isText ? `edge-${number}` : 2n ** 61n + BigInt(number),
    eventTime,
    arrivalTime,
    op: 'upsert',
    revision: 0,
    fields: drawFields(context, key, random),
  }
}
