import type { LogRecord, Placement } from '../../features/log-record.ts'
import type { Instant, Value, ValueType } from '../../features/value.ts'
import type { Applied, Opening, Probe } from '../store.ts'
import type { Wire } from './wire-json.ts'

/** The protocol that a subprocess speaks; `docs/adapters.md` describes it. */
export const protocol = 'plumbline.store/1'

/** By target, by column: its type. */
export type ColumnTypes = ReadonlyMap<string, ReadonlyMap<string, ValueType>>

/** What `open` sends: documents and services as `plumbline definitions` prints them. */
export function wireOpening({ definitions, services }: Opening): Wire {
  // Documents are JSON data, in which whole numbers are whole: none is a float.
  const plain = (document: unknown) => wholeNumbers(document as Wire)
  return {
    definitions: definitions.map(({ document }) => plain(document)),
    services: services.map(({ document }) => plain(document)),
  }
}

function wholeNumbers(value: Wire): Wire {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value
  if (Array.isArray(value)) return value.map(each => wholeNumbers(each as Wire))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, wholeNumbers(member as Wire)]),
  )
}

/** A record as the log has it: nothing in it is trusted to be legal, and a store is told it as it is. */
export function wireRecord(record: LogRecord): { readonly [name: string]: Wire } {
  const { source, id, eventTime, arrivalTime, op, revision, fields } = record
  return {
    source,
    id,
    event_time: eventTime === null ? null : wireInstant(eventTime),
    arrival_time: wireInstant(arrivalTime),
    op,
    revision: typeof revision === 'number' ? wireInstant(revision) : revision,
    fields: fields as { readonly [name: string]: Value },
  }
}

export function wireProbe(probe: Probe): { readonly [name: string]: Wire } {
  const { probeId, target, key, asOf, request, askedVersion } = probe
  return {
    probe_id: probeId,
    target,
    key,
    as_of: wireInstant(asOf),
    request,
    asked_version: askedVersion === null ? null : wireInstant(askedVersion),
  }
}

/** µs as a whole number; what is none stays the float that it is. */
export function wireInstant(at: Instant): Wire {
  return Number.isSafeInteger(at) ? BigInt(at) : at
}

/** Placements of records, where a store says where they went. */
export function readPlacements(given: Wire): readonly (Placement | null)[] | undefined {
  if (!Array.isArray(given)) return undefined
  return given.map((each: Wire) => {
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return null
    const { partition, offset } = each as { partition?: Wire; offset?: Wire }
    return typeof partition === 'number' && typeof offset === 'number' ? { partition, offset } : null
  })
}

export function readApplied(given: Wire | undefined): Applied | undefined {
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as Applied) : undefined
}
