import type fc from 'fast-check'
import type { Definitions, Source } from '../../features/definitions.ts'
import type { LogRecord } from '../../features/log-record.ts'
import type { Micros } from '../../features/value.ts'
import { generateLog } from '../generate-log.ts'
import { keyPool, uniform } from '../keys.ts'
import type { Stream } from '../stream.ts'
import { swarmStream } from '../swarm.ts'
import { shrinkable, without } from './shrinkable.ts'

/** Random streams: each with some adversities on, over a span of `scale` µs. */
export function arbitraryStream(options: { facts?: number; scale?: Micros } = {}): fc.Arbitrary<Stream> {
  const { facts = 30, scale = 3_600_000_000 } = options
  return shrinkable(
    random => swarmStream(random.int(1, facts), scale, random),
    () => [],
  )
}

/** Logs of a stream in the order of arrival, which shrink by losing records; a random stream where none is given. */
export function arbitraryLog(
  definitions: Definitions,
  source: Source,
  options: { stream?: Stream; facts?: number; scale?: Micros } = {},
): fc.Arbitrary<readonly LogRecord[]> {
  const { facts = 30, scale = 3_600_000_000 } = options
  return shrinkable<readonly LogRecord[]>(random => {
    const stream = options.stream ?? swarmStream(random.int(1, facts), scale, random.fork('stream'))
    const keys = keyPool(definitions.entity, stream.keys ?? uniform(4), random.fork('keys'))
    return generateLog({ definitions, source, stream, keys }, random.fork('log'))
  }, without)
}
