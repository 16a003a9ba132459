import type { Definitions, Service } from '../features/definitions.ts'
import type { LogRecord } from '../features/log-record.ts'
import { definitionsOrThrow } from '../features/resolve-definitions.ts'
import { serviceOrThrow } from '../features/resolve-service.ts'
import type { Target } from '../features/target.ts'
import type { Micros } from '../features/value.ts'
import { askQuestions } from './ask.ts'
import { type Json, randomDocument, randomPartTypes, randomService } from './definitions/random-document.ts'
import { generateEvents, mergeByArrival } from './generate-events.ts'
import type { QuestionBatch } from './question.ts'
import type { Random } from './random.ts'
import type { Stream } from './stream.ts'
import { swarmStream } from './swarm.ts'

/** Random definitions, a random log for each of their sources, and random questions about them. */
export interface RandomCase {
  /** Documents as JSON data, as resolved in `definitions`. */
  readonly documents: readonly Json[]
  readonly serviceDocument: Json | null
  readonly definitions: readonly Definitions[]
  readonly service: Service | null
  /** What may be asked: each document, and the service. */
  readonly targets: readonly Target[]
  /** By source, in the order of arrival. */
  readonly records: ReadonlyMap<string, readonly LogRecord[]>
  readonly batches: readonly QuestionBatch[]
}

export interface RandomCaseOptions {
  /** Stored features of a document; 6 by default. */
  readonly features?: number
  /** Facts of all sources together at most; 24 by default. */
  readonly facts?: number
  /** Questions; 12 by default. */
  readonly questions?: number
  /** How often there are two documents and a service over them; 0.15 by default. */
  readonly services?: number
}

const scales: readonly Micros[] = [64_000, 1_000_000, 90_000_000, 3_600_000_000, 86_400_000_000]

/** A case of a seed: everything random that the semantics allow, all of it comparable in time. */
export function randomCase(options: RandomCaseOptions, random: Random): RandomCase {
  const scale = random.fork('scale').pick(scales)
  const serviced = random.fork('serviced').chance(options.services ?? 0.15)
  const names = serviced ? ['fraud', 'risk'] : ['fraud']
  const features = Math.max(1, Math.round((options.features ?? 6) / names.length))
  const partTypes = randomPartTypes(random.fork('part types'))
  const documents = names.map((name, i) =>
    randomDocument(
      { name, version: 1 + i, scale, features, partTypes, prefix: i === 0 ? '' : `${name}_` },
      random.fork(name),
    ),
  )
  const serviceDocument = serviced ? randomService('checkout', documents, random.fork('service')) : null
  const resolved = resolveCase(documents, serviceDocument)
  const streams = caseStreams(resolved.definitions, scale, options, random.fork('streams'))
  const events = generateEvents(resolved.definitions, streams, random.fork('events'))
  const probing = {
    count: options.questions ?? 12,
    at: { edges: 5, anchors: 3, arrivals: 1, random: 2, silence: 0.3, later: 0.15 },
  }
  const merged = mergeByArrival(events.records)
  const batches = askQuestions(
    { targets: resolved.targets, records: merged, keys: events.keys, anchors: events.anchors, probing },
    random.fork('questions'),
  )
  return { documents, serviceDocument, ...resolved, records: events.records, batches }
}

/** The documents of a case, resolved. */
export function resolveCase(
  documents: readonly Json[],
  serviceDocument: Json | null,
): Pick<RandomCase, 'definitions' | 'service' | 'targets'> {
  const definitions = documents.map(document => definitionsOrThrow(document))
  const service = serviceDocument === null ? null : serviceOrThrow(serviceDocument, definitions)
  const targets: Target[] = definitions.map(each => ({ kind: 'document', definitions: each }))
  if (service !== null) targets.push({ kind: 'service', service })
  return { definitions, service, targets }
}

function caseStreams(
  definitions: readonly Definitions[],
  scale: Micros,
  options: RandomCaseOptions,
  random: Random,
): Map<string, Stream> {
  const sources = definitions.flatMap(each => [...each.sources.keys()])
  const facts = Math.max(1, Math.floor((options.facts ?? 24) / sources.length))
  // One start for all of them, so that their facts lie in one span.
  const { start } = swarmStream(1, scale, random)
  return new Map(
    sources.map(source => {
      const fork = random.fork(source)
      // Now and then next to nothing: what is planned by the facts must also be right for one fact, or none that stands.
      const few = fork.fork('few').chance(0.06)
      const stream = swarmStream(few ? 1 : fork.int(Math.ceil(facts / 2), facts), scale, fork)
      return [source, start === undefined ? { ...stream, start: undefined } : { ...stream, start }] as const
    }),
  )
}
