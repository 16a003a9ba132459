import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LogRecord } from '../../features/log-record.ts'
import type { Value } from '../../features/value.ts'
import type { LogEntry } from './event-log.ts'
import { decodeEntry, encodeEntry } from './record-encoding.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', ' a', 'é', '\u{1f600}', '\ud800', '\udc00x', '\u0000', '"\\', '__proto__'),
)
const anyFloat = fc.oneof(
  fc.double(),
  fc.constantFrom(-0, 0, Number.NaN, Infinity, -Infinity, 5e-324, 2 ** 53 + 2),
)
const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  anyFloat,
  fc.bigInt(),
  fc.constantFrom(2n ** 63n, -(2n ** 63n), 0n, 10n ** 400n),
  anyText,
)
const value: fc.Arbitrary<Value> = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 5 }),
  fc.array(fc.array(scalar, { maxLength: 3 }), { maxLength: 3 }),
)
const fieldName = fc.oneof(anyText, fc.constantFrom('amount', '__proto__', 'constructor', '7', 'i', 'f'))
const record: fc.Arbitrary<LogRecord> = fc.record({
  source: fc.constant('payments'),
  id: fc.oneof(fc.constant(null), anyText, fc.bigInt()),
  eventTime: fc.option(anyFloat),
  arrivalTime: anyFloat,
  op: fc.oneof(fc.constantFrom('upsert', 'delete', null), anyText),
  revision: fc.oneof(fc.constant(null), anyFloat, fc.bigInt()),
  fields: fc.dictionary(fieldName, value),
})
const entry: fc.Arbitrary<LogEntry> = fc.record({
  record,
  position: fc.maxSafeNat(),
  refusedBy: fc.array(anyText, { maxLength: 3 }),
})

test('every entry comes back as it was: −0, NaN, integers of any size, lone surrogates, null apart from absent', () => {
  fc.assert(
    fc.property(entry, fc.maxSafeInteger(), (written, producedAt) => {
      const read = decodeEntry('payments', encodeEntry(written, producedAt))
      // Of vitest's equalities none tells both 0 from −0 and a field named constructor from a constructor.
      expect(isDeepStrictEqual(read, { readable: true, entry: plain(written), producedAt })).toBe(true)
    }),
    { numRuns: 500 },
  )
})

/** fast-check makes some objects without a prototype, which says nothing about the record. */
function plain(written: LogEntry): LogEntry {
  const fields: Record<string, Value> = JSON.parse('{}')
  for (const [name, each] of Object.entries(written.record.fields)) {
    Object.defineProperty(fields, name, { value: each, enumerable: true, writable: true, configurable: true })
  }
  return { ...written, record: { ...written.record, fields } }
}

test('bytes of any origin are read or refused with a reason, and never throw', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map(each => Buffer.from(each)),
    fc.json().map(each => Buffer.from(each)),
  )
  fc.assert(
    fc.property(bytes, garbage => {
      const read = decodeEntry('payments', garbage)
      expect(read.readable || read.reason.length > 0).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})

test('a valid record with one byte changed is read or refused, and what is read holds only values', () => {
  const isValue = (each: unknown): boolean =>
    each === null ||
    ['bigint', 'number', 'boolean', 'string'].includes(typeof each) ||
    (Array.isArray(each) && each.every(isValue))
  fc.assert(
    fc.property(entry, fc.nat(), fc.nat(255), (written, at, byte) => {
      const bytes = encodeEntry(written, 1)
      bytes[at % bytes.length] = byte
      const read = decodeEntry('payments', bytes)
      if (!read.readable) return
      const { fields, id, eventTime, arrivalTime, op, revision } = read.entry.record
      expect([...Object.values(fields), id, eventTime, arrivalTime, op, revision].every(isValue)).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})

test.each([
  ['nothing', null, /empty/],
  ['bytes that are no text', Buffer.from([0xff, 0xfe]), /UTF-8/],
  ['half a text', Buffer.from('{"v":1'), /JSON/],
  ['a list', Buffer.from('[1]'), /object/],
  ['another version', Buffer.from('{"v":2}'), /version/],
  ['an unknown member', Buffer.from('{"v":1,"z":1}'), /member/],
  [
    'lists in lists without end',
    Buffer.from(
      `{"v":1,"n":0,"x":[],"i":null,"t":null,"a":1,"o":null,"r":null,"f":{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}}`,
    ),
    /fields/,
  ],
  [
    'a value that is an object',
    Buffer.from('{"v":1,"n":0,"x":[],"i":null,"t":null,"a":1,"o":null,"r":null,"f":{"a":{"z":"1"}}}'),
    /fields/,
  ],
])('%s is refused, naming why', (_, bytes, reason) => {
  const read = decodeEntry('payments', bytes)
  expect(read.readable ? '' : read.reason).toMatch(reason)
})
