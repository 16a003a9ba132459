import type { Definitions, Source } from '../features/definitions.ts'
import type { LogRecord } from '../features/log-record.ts'
import type { Instant } from '../features/value.ts'
import { storedFeatures } from './boundaries.ts'
import { correct } from './corrections.ts'
import { duplicate } from './duplicates.ts'
import { drawFacts } from './facts.ts'
import type { KeyPool } from './keys.ts'
import type { LogContext, LogStage } from './log-stage.ts'
import type { Random } from './random.ts'
import { reject } from './rejects.ts'
import { retract } from './retractions.ts'
import type { Stream } from './stream.ts'

/** What a log is made for. */
export interface LogRequest {
  readonly definitions: Definitions
  readonly source: Source
  readonly stream: Stream
  /** The keys of the run, shared by all sources of a document so that their facts meet. */
  readonly keys: KeyPool
  /** As-of times (µs) at which somebody will surely ask, for edges to be aimed at. */
  readonly anchors?: readonly Instant[]
}

/** The adversities, in the order in which each works on what the ones before it made. */
const stages: readonly (readonly [name: string, stage: LogStage])[] = [
  ['corrections', correct],
  ['retractions', retract],
  ['duplicates', duplicate],
  ['rejects', reject],
]

/** The log of one source in the order of arrival, α and all. Pure: the same request and seed give the same log. */
export function generateLog(request: LogRequest, random: Random): LogRecord[] {
  const context = logContext(request)
  let records = drawFacts(context, random.fork('facts'))
  for (const [name, stage] of stages) records = stage(records, context, random.fork(name))
  return byArrival(records, random.fork('order'))
}

/** What the stages of the log know. */
export function logContext({ definitions, source, stream, keys, anchors }: LogRequest): LogContext {
  const features = storedFeatures([definitions]).filter(feature => feature.source.name === source.name)
  return { source, entity: definitions.entity, features, stream, keys, anchors: anchors ?? [] }
}

/** By α; records of one α in a random order. */
function byArrival(records: readonly LogRecord[], random: Random): LogRecord[] {
  return random.shuffled(records).sort((a, b) => a.arrivalTime - b.arrivalTime)
}
