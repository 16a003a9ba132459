import type { Micros, ScalarType, ValueType } from '../../features/value.ts'
import type { Random } from '../random.ts'
import { randomOnDemand } from './random-on-demand.ts'
import { type RandomFeature, type RandomSource, randomStoredFeature } from './random-stored-feature.ts'

/** A definition document or a service as JSON data, yet to be resolved. */
export type Json = Readonly<Record<string, unknown>>

export interface RandomDocumentOptions {
  readonly name: string
  readonly version?: number
  /** The span over which facts lie (µs): windows are made to be comparable to it. */
  readonly scale: Micros
  /** Stored features; 5 by default. */
  readonly features?: number
  /** On-demand features at most; 2 by default. */
  readonly onDemand?: number
  /** The type of each key part by name, where documents must agree on it; drawn where absent. */
  readonly partTypes?: Readonly<Record<string, ScalarType>>
  /** Put before the names of sources, so that two documents have different ones. */
  readonly prefix?: string
}

/** A random definition document: every kind, window, null rule, refresh and expression, one or two sources. */
export function randomDocument(options: RandomDocumentOptions, random: Random): Json {
  const entity = randomEntity(
    options.partTypes ?? randomPartTypes(random.fork('types')),
    random.fork('entity'),
  )
  const sources = randomSources(entity, options.prefix ?? '', random.fork('sources'))
  const count = options.features ?? 5
  const stored = Array.from({ length: count }, (_, i) => {
    const fork = random.fork(`feature ${i}`)
    return randomStoredFeature(i, fork.pick(sources), options.scale, fork)
  })
  const onDemand = randomOnDemands(stored, options.onDemand ?? 2, random.fork('on-demand'))
  return {
    schema: 'plumbline.definitions/1',
    name: options.name,
    version: options.version ?? 1,
    entity,
    sources: Object.fromEntries(sources.map(source => [source.name, sourceJson(source, entity)])),
    features: Object.fromEntries([...stored, ...onDemand].map(feature => [feature.name, feature.body])),
  }
}

/** A service over documents made by `randomDocument`, with an on-demand feature or two of its own. */
export function randomService(name: string, documents: readonly Json[], random: Random): Json {
  const bodies = Array.from({ length: random.int(0, 2) }, (_, i) => {
    const leaves = documents.flatMap(document => keptLeaves(document))
    return [`combined_${i}`, randomOnDemand(leaves, random.fork(`combined ${i}`)).body]
  })
  const uses = documents.map(document => `${document.name}@${document.version}`)
  return {
    schema: 'plumbline.service/1',
    name,
    uses,
    ...(bodies.length === 0 ? {} : { onDemand: Object.fromEntries(bodies) }),
  }
}

const entityTypes: readonly (readonly [number, ScalarType])[] = [
  [6, 'string'],
  [5, 'int'],
  [1, 'timestamp'],
  [1, 'bool'],
]

/** A type for each key part that a random document can have. */
export function randomPartTypes(random: Random): Record<string, ScalarType> {
  return Object.fromEntries(['account', 'region', 'shop'].map(part => [part, random.weighted(entityTypes)]))
}

function randomEntity(
  types: Readonly<Record<string, ScalarType>>,
  random: Random,
): Record<string, ScalarType> {
  const parts = random.weighted([
    [5, ['account']],
    [3, ['account', 'region']],
    [1, ['account', 'region', 'shop']],
  ])
  return Object.fromEntries(parts.map(part => [part, types[part] ?? 'string']))
}

const optionalFields: Readonly<Record<string, ValueType>> = {
  seen: 'timestamp',
  tags: 'list<string>',
  ranks: 'list<int>',
  spot: 'vector<float32,3>',
  place: 'vector<float64,2>',
}

function randomSources(
  entity: Readonly<Record<string, ScalarType>>,
  prefix: string,
  random: Random,
): RandomSource[] {
  const names = random.chance(0.3) ? ['payments', 'visits'] : ['payments']
  return names.map(name => {
    const fork = random.fork(name)
    const keys = Object.entries(entity).map(
      ([part, type]) => [fork.chance(0.5) ? part : `of_${part}`, type] as const,
    )
    const optional = fork.sample(Object.entries(optionalFields), fork.int(0, 3))
    const free = { amount: 'float', units: 'int', flag: 'bool', label: 'string' } as const
    return {
      name: `${prefix}${name}`,
      fields: { ...Object.fromEntries(keys), ...free, ...Object.fromEntries(optional) },
      keyFields: keys.map(([field]) => field),
    }
  })
}

function sourceJson(source: RandomSource, entity: Readonly<Record<string, ScalarType>>): Json {
  const key = Object.fromEntries(Object.keys(entity).map((part, i) => [part, source.keyFields[i]]))
  return { key, fields: source.fields }
}

/** On-demand features, each over the stored ones and those before it. */
function randomOnDemands(stored: readonly RandomFeature[], most: number, random: Random): RandomFeature[] {
  const made: RandomFeature[] = []
  const count = random.int(0, most)
  for (let i = 0; i < count; i++) {
    const readable = [...stored, ...made].map(feature => ({
      expression: { feature: feature.name },
      type: feature.type,
    }))
    made.push({ name: `asked_${i}`, ...randomOnDemand(readable, random.fork(`asked ${i}`)) })
  }
  return made
}

/** The count features of a document, whose type is known without resolving it. */
function keptLeaves(document: Json): { expression: { feature: string }; type: ValueType }[] {
  const names = Object.keys(document.features as Json).filter(name => name.startsWith('count'))
  return names.map(name => ({ expression: { feature: `${String(document.name)}.${name}` }, type: 'int' }))
}
