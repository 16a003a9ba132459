import type { Definitions } from '../features/definitions.ts'
import type { LogRecord } from '../features/log-record.ts'
import type { Instant } from '../features/value.ts'
import { drawAnchors } from './anchors.ts'
import { storedFeatures } from './boundaries.ts'
import { generateLog, logContext } from './generate-log.ts'
import { type KeyPool, keyPool, uniform } from './keys.ts'
import { observedKeys } from './observed-keys.ts'
import type { Random } from './random.ts'
import { type Seek, seekEdges } from './seek.ts'
import type { Stream } from './stream.ts'

/** The events of a run, and what those who ask about them must know. */
export interface Events {
  /** By source, in the order of arrival. */
  readonly records: ReadonlyMap<string, readonly LogRecord[]>
  /** By document name. */
  readonly keys: ReadonlyMap<string, KeyPool>
  /** As-of times (µs) at whose edges facts were aimed. */
  readonly anchors: readonly Instant[]
  /** Questions that have to be asked for the edges that were sought to decide. */
  readonly seeks: readonly Seek[]
}

/** The events of several documents, a stream for each source; sources of one name in two documents are one log. */
export function generateEvents(
  definitions: readonly Definitions[],
  streams: ReadonlyMap<string, Stream>,
  random: Random,
): Events {
  const anchors = drawAnchors([...streams.values()], storedFeatures(definitions), random.fork('anchors'))
  const records = new Map<string, readonly LogRecord[]>()
  const keys = new Map<string, KeyPool>()
  const seeks: Seek[] = []
  for (const document of definitions) {
    const fresh = [...document.sources.values()].filter(source => !records.has(source.name))
    const first = streams.get((fresh[0] ?? [...document.sources.values()][0])?.name ?? '')
    // Every document draws from one fork, so that entities alike have keys alike.
    const pool = keyPool(document.entity, first?.keys ?? uniform(4), random.fork('keys'))
    for (const source of fresh) {
      const stream = streams.get(source.name)
      if (stream === undefined) continue
      const request = { definitions: document, source, stream, keys: pool, anchors }
      const log = generateLog(request, random.fork(source.name))
      const sought = seekEdges(
        logContext(request),
        document.name,
        stream.seeks ?? 0,
        random.fork(`seek ${source.name}`),
      )
      seeks.push(...sought.seeks)
      records.set(
        source.name,
        [...log, ...sought.records].sort((a, b) => a.arrivalTime - b.arrivalTime),
      )
    }
    keys.set(document.name, fresh.length > 0 ? pool : observedKeys(document, records, pool.absent))
  }
  return { records, keys, anchors, seeks }
}

/** The records of all sources in the order of arrival; those of one α in the order of the sources. */
export function mergeByArrival(records: ReadonlyMap<string, readonly LogRecord[]>): LogRecord[] {
  return [...records.values()].flat().sort((a, b) => a.arrivalTime - b.arrivalTime)
}
