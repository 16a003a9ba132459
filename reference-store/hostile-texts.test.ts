import { existsSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { definitionsOrThrow } from '../features/resolve-definitions.ts'
import type { Probe } from '../harness/store.ts'
import realReferenceStore from './real-adapter.ts'

/** Names that mean something in SQL, Lua, JavaScript or a shell, and are legal names of a document. */
const definitions = definitionsOrThrow({
  schema: 'plumbline.definitions/1',
  name: 'select',
  version: 1,
  description: "'; DROP TABLE x; --",
  owner: '$(touch /tmp/owned) `id`',
  entity: { table: 'string', end: 'string' },
  sources: {
    constructor: {
      key: { table: 'from', end: 'nil' },
      fields: { from: 'string', nil: 'string', order: 'string' },
    },
  },
  features: {
    group: { source: 'constructor', aggregate: { kind: 'count' } },
    where: { source: 'constructor', aggregate: { kind: 'last', of: { field: 'order' } } },
    union: {
      source: 'constructor',
      aggregate: { kind: 'count' },
      where: { call: 'eq', args: [{ field: 'order' }, { literal: "'); return redis.call('flushall') --" }] },
    },
    null: {
      request: { and: 'string' },
      onDemand: { call: 'concat', args: [{ request: 'and' }, { feature: 'where' }] },
    },
  },
})

const known = [
  "'; DROP TABLE x; --",
  '"; DROP TABLE x; --',
  "'); return redis.call('flushall') --",
  ']] os.execute("touch /tmp/owned") [[',
  '$(touch /tmp/owned)',
  '`touch /tmp/owned`',
  '../../etc/passwd',
  '{other}:p0',
  '*',
  '?',
  '%s%n',
  '\\',
  '\n',
  '\u0000',
  '__proto__',
  'constructor',
  '',
  ' ',
  '🙂',
  'é',
  'e\u0301',
]

test('no text of a definition or a record reaches SQL, Lua or a shell as anything but a text', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 }).filter(each => each.isWellFormed())
  const drawn = fc.sample(fc.tuple(text, text, text), { numRuns: 60, seed: 11 })
  const facts = [
    ...known.map((each, i) => [each, known[(i * 5 + 1) % known.length]!, each] as const),
    ...drawn,
  ]
  const distinct = [...new Map(facts.map(each => [JSON.stringify(each.slice(0, 2)), each])).values()]
  const store = await realReferenceStore()
  await store.open({ definitions: [definitions], services: [], now: () => 10 })
  try {
    await store.ingest(
      distinct.map(([from, nil, order], i) => {
        const fields = { from, nil, order }
        return {
          source: 'constructor',
          id: `${order}${i}`,
          eventTime: 1,
          arrivalTime: 2,
          op: 'upsert',
          revision: 0,
          fields,
        }
      }),
    )
    await store.settle()
    const probes = distinct.map(([table, end], i): Probe => {
      return {
        probeId: BigInt(i),
        target: 'select',
        key: { table, end },
        asOf: 5,
        request: { and: table },
        askedVersion: null,
      }
    })
    const wanted = distinct.map(([table, , order]) => {
      const union = order === "'); return redis.call('flushall') --" ? 1n : 0n
      return { group: 1n, where: order, union, null: table + order }
    })
    expect((await store.read(probes)).map(({ values }) => values)).toEqual(wanted)
    expect((await store.train!(probes, 5)).map(({ values }) => values)).toEqual(wanted)
    expect(existsSync('/tmp/owned')).toBe(false)
  } finally {
    await store.close!()
  }
}, 300_000)
