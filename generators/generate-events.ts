import type { Definitions, Source } from '../features/definitions.ts'
import type { LogRecord } from '../features/log-record.ts'
import type { Instant, Value } from '../features/value.ts'
import { drawAnchors } from './anchors.ts'
import { storedFeatures } from './boundaries.ts'
import { generateLog } from './generate-log.ts'
import { type Key, type KeyPool, keyPool, uniform } from './keys.ts'
import type { Random } from './random.ts'
import type { Stream } from './stream.ts'

/** The events of a run, and what those who ask about them must know. */
export interface Events {
  /** By source, in the order of arrival. */
  readonly records: ReadonlyMap<string, readonly LogRecord[]>
  /** By document name. */
  readonly keys: ReadonlyMap<string, KeyPool>
  /** As-of times (µs) at whose edges facts were aimed. */
  readonly anchors: readonly Instant[]
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
  for (const document of definitions) {
    const fresh = [...document.sources.values()].filter(source => !records.has(source.name))
    const first = streams.get((fresh[0] ?? [...document.sources.values()][0])?.name ?? '')
    // Every document draws from one fork, so that entities alike have keys alike.
    const pool = keyPool(document.entity, first?.keys ?? uniform(4), random.fork('keys'))
    for (const source of fresh) {
      const stream = streams.get(source.name)
      if (stream === undefined) continue
      records.set(
        source.name,
        generateLog({ definitions: document, source, stream, keys: pool, anchors }, random.fork(source.name)),
      )
    }
    keys.set(document.name, fresh.length > 0 ? pool : observedKeys(document, records, pool))
  }
  return { records, keys, anchors }
}

/** The keys that a log made for another document holds for this one. */
function observedKeys(
  document: Definitions,
  records: ReadonlyMap<string, readonly LogRecord[]>,
  pool: KeyPool,
): KeyPool {
  const found = new Map<string, Key>()
  for (const source of document.sources.values()) {
    for (const key of keysOf(source, records.get(source.name) ?? []))
      found.set(key.map(String).join('\u0000'), key)
  }
  const keys = [...found.values()]
  return keys.length === 0 ? pool : { keys, absent: pool.absent, draw: random => random.pick(keys) }
}

function keysOf(source: Source, records: readonly LogRecord[]): Key[] {
  const keys = records.map(record => source.keyFields.map(field => record.fields[field] ?? null))
  return keys.filter(key => key.every((part): part is Exclude<Value, null> => part !== null))
}

/** The records of all sources in the order of arrival; those of one α in the order of the sources. */
export function mergeByArrival(records: ReadonlyMap<string, readonly LogRecord[]>): LogRecord[] {
  return [...records.values()].flat().sort((a, b) => a.arrivalTime - b.arrivalTime)
}
