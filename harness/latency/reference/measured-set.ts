import type { Definitions, KeyPart, Source, StoredFeature } from '../../../features/definitions.ts'
import type { LogRecord } from '../../../features/log-record.ts'
import { suggestName } from '../../../features/nearest-name.ts'
import { PlumblineError } from '../../../features/plumbline-error.ts'
import type { Target } from '../../../features/target.ts'
import type { Instant, Value } from '../../../features/value.ts'
import type { Random } from '../../../generators/random.ts'
import { drawValue } from '../../../generators/values.ts'
import { wireFields } from './wire.ts'

/** Keys of different purposes never meet: those that are asked for under load, and those that only keep ingest busy. */
const kinds = ['asked', 'unknown', 'busy', 'hot', 'canary'] as const

export type KeyKind = (typeof kinds)[number]

/** A feature set as it is measured: its document, and how its keys, events and questions are made. */
export interface MeasuredSet {
  readonly definitions: Definitions
  readonly sources: readonly Source[]
  /** Features whose served value is compared with the specification: stored, and not computed on a schedule. */
  readonly checked: readonly StoredFeature[]
  /** The key of a number, in the order of the entity. */
  key(kind: KeyKind, n: number): readonly Value[]
  /** A question's entity, as the API takes it. */
  entity(key: readonly Value[], random: Random): object
  /** The fields of an event of a key. */
  fields(source: Source, key: readonly Value[], random: Random): Record<string, Value>
  /** A record that has just happened; when it arrives says the store. */
  event(source: Source, id: string, key: readonly Value[], eventTime: Instant, random: Random): LogRecord
}

/**
 * Picks the set to be measured out of what a features file holds: the one that is named, else the only one.
 * @throws PlumblineError usage where there is none of that name, or more than one and none is named
 */
export function pickDocument(
  targets: readonly Target[],
  path: string,
  name: string | undefined,
): Definitions {
  const documents = targets.flatMap(target => (target.kind === 'document' ? [target.definitions] : []))
  const names = [...new Set(documents.map(each => each.name))]
  if (name === undefined && names.length > 1) {
    throw new PlumblineError(
      'usage',
      `${path} holds the sets ${names.join(', ')}: say with --set which is measured`,
    )
  }
  const found = documents.filter(each => each.name === (name ?? names[0]))
  const newest = found.toSorted((a, b) => b.version - a.version)[0]
  if (newest !== undefined) return newest
  if (name !== undefined)
    throw new PlumblineError('usage', `${path} has no set ${name}: ${suggestName(name, names)}`)
  throw new PlumblineError('usage', `${path} holds no definition document to be measured: export one`)
}

/** @throws PlumblineError usage where its keys are too few to be told apart, or nothing of it is stored */
export function measuredSet(definitions: Definitions): MeasuredSet {
  const { entity, name } = definitions
  if (!entity.some(part => part.type in numbered)) {
    const mend = 'measure a set with a key part of type string, int, float or timestamp'
    throw new PlumblineError('usage', `${name} has too few keys to put load on: ${mend}`)
  }
  const stored = [...definitions.features.values()].filter(feature => feature.kind === 'stored')
  if (stored.length === 0)
    throw new PlumblineError(
      'usage',
      `${name} stores no feature, so that nothing of it can be late: measure another`,
    )
  const set: MeasuredSet = {
    definitions,
    sources: [...definitions.sources.values()],
    checked: stored.filter(({ refresh }) => refresh === null),
    key: (kind, n) => entity.map(part => partValue(part, kind, n)),
    entity: (key, random) => ({
      key: wireFields(Object.fromEntries(entity.map((part, i) => [part.name, key[i] ?? null]))),
      ...requestOf(definitions, random),
    }),
    fields: (source, key, random) =>
      Object.fromEntries(
        [...source.fields].map(([field, type]) => {
          const at = source.keyFields.indexOf(field)
          return [field, at === -1 ? drawValue(type, 'normal', random) : (key[at] ?? null)]
        }),
      ),
    event: (source, id, key, eventTime, random) => ({
      source: source.name,
      id,
      revision: 0,
      op: 'upsert',
      eventTime,
      arrivalTime: Number.NaN,
      fields: set.fields(source, key, random),
    }),
  }
  return set
}

const numbered: Readonly<Record<string, (kind: KeyKind, n: number) => Value>> = {
  string: (kind, n) => `${kind}-${n}`,
  int: (kind, n) => BigInt(numberOf(kind, n)),
  float: (kind, n) => numberOf(kind, n) + 0.5,
  timestamp: (kind, n) => BigInt(numberOf(kind, n)) * 1_000_000n,
}

function partValue({ type }: KeyPart, kind: KeyKind, n: number): Value {
  const make = numbered[type]
  return make === undefined ? n % 2 === 0 : make(kind, n)
}

function numberOf(kind: KeyKind, n: number): number {
  return kinds.indexOf(kind) * 1e9 + n
}

/** Values of the request fields of features that are computed when they are asked for. */
function requestOf({ onDemandOrder }: Definitions, random: Random): { request?: object } {
  const fields = new Map(onDemandOrder.flatMap(({ request }) => [...request]))
  if (fields.size === 0) return {}
  const values = [...fields].map(([name, type]) => [name, drawValue(type, 'normal', random)] as const)
  return { request: wireFields(Object.fromEntries(values)) }
}
