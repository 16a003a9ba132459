import { isUtf8 } from 'node:buffer'
import type { LogRecord } from '../../features/log-record.ts'
import type { Instant, Value } from '../../features/value.ts'
import type { LogEntry } from './event-log.ts'

/**
 * A log entry as the value of a Kafka record: JSON in UTF-8 with one letter a member, `v` the version. Values are what
 * JSON has for them; what it has nothing for is an object of one member: `{"i":"…"}` a bigint, `{"f":"…"}` NaN, an
 * infinity or −0. So every entry comes back exactly as it was, an illegal one too: the workers judge it, not the wire.
 */
const version = 1

/** Lists of lists of values: deeper than any type is, and than garbage may lead a recursion. */
const depthMax = 4

const knownMembers: ReadonlySet<string> = new Set(['v', 'n', 'w', 'x', 'i', 't', 'a', 'o', 'r', 'f'])

type WireValue = null | boolean | number | string | readonly WireValue[] | { i: string } | { f: string }

/** What a Kafka record holds, or why it is none of ours. */
export type DecodedEntry =
  | { readonly readable: true; readonly entry: LogEntry; readonly producedAt: Instant | null }
  | { readonly readable: false; readonly reason: string }

/** `producedAt` (µs, the producer's clock) travels along for whoever measures freshness. */
export function encodeEntry({ record, position, refusedBy }: LogEntry, producedAt: Instant): Buffer {
  const fields: Record<string, WireValue> = Object.create(null)
  for (const name of Object.keys(record.fields)) fields[name] = toWire(record.fields[name]!)
  return Buffer.from(
    JSON.stringify({
      v: version,
      n: position,
      w: producedAt,
      x: refusedBy,
      i: toWire(record.id),
      t: toWire(record.eventTime),
      a: toWire(record.arrivalTime),
      o: record.op,
      r: toWire(record.revision),
      f: fields,
    }),
  )
}

/** Reads bytes of any origin; never throws. */
export function decodeEntry(source: string, bytes: Buffer | null): DecodedEntry {
  if (bytes === null) return misfit('it is empty')
  if (!isUtf8(bytes)) return misfit('it is not UTF-8')
  let json: unknown
  try {
    json = JSON.parse(bytes.toString('utf8'))
  } catch {
    return misfit('it is not JSON')
  }
  if (!isObject(json)) return misfit('it is no JSON object')
  if (json.v !== version) return misfit(`its version v is not ${version}`)
  for (const name of Object.keys(json))
    if (!knownMembers.has(name)) return misfit('it has a member unknown to version 1')
  return readEntry(source, json)
}

function readEntry(source: string, json: Readonly<Record<string, unknown>>): DecodedEntry {
  const { n: position, w: producedAt = null, x: refusedBy, o: op } = json
  if (!isCount(position)) return misfit('its position n is no whole number')
  if (producedAt !== null && !Number.isSafeInteger(producedAt)) return misfit('its time w is no whole number')
  if (!Array.isArray(refusedBy) || !refusedBy.every(each => typeof each === 'string'))
    return misfit('its refusals x are no list of names')
  if (op !== null && typeof op !== 'string') return misfit('its operation o is no text')
  const id = fromWire(json.i, 0)
  const eventTime = fromWire(json.t, 0)
  const arrivalTime = fromWire(json.a, 0)
  const revision = fromWire(json.r, 0)
  if (id !== null && typeof id !== 'string' && typeof id !== 'bigint')
    return misfit('its id i is no text or integer')
  if (eventTime !== null && typeof eventTime !== 'number') return misfit('its event time t is no number')
  if (typeof arrivalTime !== 'number') return misfit('its arrival time a is no number')
  if (revision !== null && typeof revision !== 'number' && typeof revision !== 'bigint')
    return misfit('its revision r is no number')
  const fields = readFields(json.f)
  if (fields === null) return misfit('its fields f are no object of values')
  const record: LogRecord = { source, id, eventTime, arrivalTime, op, revision, fields }
  return {
    readable: true,
    entry: { record, position, refusedBy: refusedBy as readonly string[] },
    producedAt: producedAt as Instant | null,
  }
}

/** Null where one of them is no value. The object is the parsed one: its members are its own, `__proto__` too. */
function readFields(json: unknown): Record<string, Value> | null {
  if (!isObject(json)) return null
  for (const name of Object.keys(json)) {
    const wire = json[name]
    if (typeof wire !== 'object' || wire === null) continue
    const value = fromWire(wire, 0)
    if (value === undefined) return null
    json[name] = value
  }
  return json as Record<string, Value>
}

function toWire(value: Value): WireValue {
  switch (typeof value) {
    case 'bigint':
      return { i: String(value) }
    case 'number':
      if (Object.is(value, -0)) return { f: '-0' }
      return Number.isFinite(value) ? value : { f: String(value) }
    case 'object':
      return value === null ? null : value.map(toWire)
    default:
      return value
  }
}

const floats: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
])

/** Undefined for what is no value. */
function fromWire(wire: unknown, depth: number): Value | undefined {
  if (typeof wire !== 'object') return wire as Value | undefined
  if (wire === null) return null
  if (Array.isArray(wire)) return listOf(wire, depth)
  const [name, ...others] = Object.keys(wire)
  if (name === undefined || others.length > 0) return undefined
  const text = (wire as Record<string, unknown>)[name]
  if (typeof text !== 'string') return undefined
  if (name === 'f') return floats.get(text)
  return name === 'i' && /^(?:0|-?[1-9]\d*)$/.test(text) ? BigInt(text) : undefined
}

function listOf(wire: readonly unknown[], depth: number): readonly Value[] | undefined {
  if (depth === depthMax) return undefined
  const list: Value[] = []
  for (const each of wire) {
    const value = fromWire(each, depth + 1)
    if (value === undefined) return undefined
    list.push(value)
  }
  return list
}

function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

function isCount(json: unknown): json is number {
  return Number.isSafeInteger(json) && (json as number) >= 0
}

function misfit(reason: string): DecodedEntry {
  return { readable: false, reason }
}
