import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileOf, openTestStore, paymentsDocument, type TestStore } from '../testing/embedded-test-store.ts'
import { httpErrorStatus } from './http-error.ts'

let store: TestStore

beforeAll(async () => {
  // A request field with the name of what every object inherits, which no question has to give.
  const named = { own: { request: { constructor: 'float' }, onDemand: { request: 'constructor' } } }
  store = await openTestStore([fileOf(paymentsDocument(3, named))])
  await store.append('payments', [{ id: 'e1', eventTime: '1', fields: { payer: 'ann', amount: 2 } }])
})

afterAll(() => store.close())

const wellAsked = { entities: [{ key: { account: 'ann' }, request: { amount: 1 } }], asOf: '100' }
const wellAppended = { records: [{ id: 'f1', eventTime: '1', fields: { payer: 'bob', amount: 2 } }] }

/** Refused as the client’s mistake, with a known code, one sentence and its mend; or answered. */
async function expectAnswered(path: string, body: unknown): Promise<void> {
  const got = await store.post(path, body)
  if (got.status === 200) return
  expect(got.status).toBeGreaterThanOrEqual(400)
  expect(got.status).toBeLessThan(500)
  const { code, message } = got.body.error
  expect(httpErrorStatus).toHaveProperty(code, got.status)
  expect(message).toMatch(/: /)
  expect(message.length).toBeLessThan(400)
}

/** The store still answers as it did. */
async function expectWell(): Promise<void> {
  const { status, body } = await store.post('/v1/features/fraud', wellAsked)
  expect([status, body.answers[0].values.payments]).toEqual([200, '1'])
  expect(store.reported).toEqual([])
}

const paths = fc.constantFrom('/v1/features/fraud', '/v1/events/payments', '/v1/admin/await-applied')

test('garbage bytes get their 4xx and crash nothing', async () => {
  await fc.assert(
    fc.asyncProperty(paths, fc.uint8Array({ maxLength: 200 }), (path, bytes) => expectAnswered(path, bytes)),
    { numRuns: 150 },
  )
  await expectWell()
})

test('any JSON gets its 4xx and crashes nothing', async () => {
  const json = fc.json({ maxDepth: 4, stringUnit: 'binary' })
  await fc.assert(
    fc.asyncProperty(paths, json, (path, text) => expectAnswered(path, text)),
    { numRuns: 200 },
  )
  await expectWell()
})

/** A good request of which one place, anywhere, holds something else. */
function spoilt(good: object): fc.Arbitrary<object> {
  const places: (readonly (string | number)[])[] = []
  const visit = (value: unknown, path: readonly (string | number)[]) => {
    if (path.length > 0) places.push(path)
    if (Array.isArray(value)) value.forEach((each, i) => void visit(each, [...path, i]))
    else if (typeof value === 'object' && value !== null)
      for (const [name, each] of Object.entries(value)) visit(each, [...path, name])
  }
  visit(good, [])
  const strange = fc.oneof(
    fc.jsonValue({ maxDepth: 2, stringUnit: 'binary' }),
    fc.constantFrom(
      '9'.repeat(30),
      '-0',
      '1e999',
      'NaN',
      '__proto__',
      'constructor',
      '\ud800',
      'a\u0000b',
      {},
      [],
      null,
    ),
  )
  const names = fc.constantFrom(null, '__proto__', 'constructor', 'toString', 'x', 'key')
  return fc.tuple(fc.constantFrom(...places), strange, names).map(([path, value, name]) => {
    const copy = structuredClone(good) as Record<string, unknown>
    let holder: Record<string | number, unknown> = copy
    for (const step of path.slice(0, -1)) holder = holder[step] as Record<string | number, unknown>
    const last = name ?? path.at(-1)!
    Object.defineProperty(holder, last, { value, enumerable: true, configurable: true, writable: true })
    return copy
  })
}

test('a good request with one spoilt place is answered or gets its 4xx', async () => {
  const cases = fc.oneof(
    spoilt(wellAsked).map(body => ['/v1/features/fraud', body] as const),
    spoilt(wellAppended).map(body => ['/v1/events/payments', body] as const),
    spoilt({ applied: { payments: { '0': 0 } }, timeoutMs: 0 }).map(
      body => ['/v1/admin/await-applied', body] as const,
    ),
  )
  await fc.assert(
    fc.asyncProperty(cases, ([path, body]) => {
      return path === '/v1/admin/await-applied' ? expectNoCrash(path, body) : expectAnswered(path, body)
    }),
    { numRuns: 400 },
  )
  expect(store.reported).toEqual([])
})

/** To wait for what never comes is no mistake of the request. */
async function expectNoCrash(path: string, body: object): Promise<void> {
  const { status } = await store.post(path, { ...body, timeoutMs: 0 })
  expect([200, 400, 504]).toContain(status)
}

test('any set, source and path is answered: 404 where there is none', async () => {
  const segment = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }).filter(text => text.isWellFormed()),
    fc.constantFrom('..', '%', '%00', 'fraud ', 'FRAUD', '__proto__', 'constructor', "'; DROP TABLE x; --"),
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('features', 'events'), segment, async (kind, name) => {
      const { status, body } = await store.post(`/v1/${kind}/${encodeURIComponent(name)}`, wellAsked)
      if (kind === 'features' && name === 'fraud') return
      expect([400, 404, 414]).toContain(status)
      expect(body.error.message.length).toBeLessThan(400)
    }),
    { numRuns: 200 },
  )
  await expectWell()
})

test('any version and any region is answered or gets its 4xx', async () => {
  const strange = fc.oneof(
    fc.integer(),
    fc.double(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(null, 3, '3', {}, []),
  )
  await fc.assert(
    fc.asyncProperty(strange, fc.oneof(strange, fc.constant(undefined)), async (version, region) => {
      await expectAnswered('/v1/features/fraud', { ...wellAsked, version, region })
    }),
    { numRuns: 200 },
  )
  await expectWell()
})

test('bodies of any size, and lists of any length up to 10⁵, are answered or refused as too large', async () => {
  const spaces = fc.integer({ min: 8 * 2 ** 20 - 4, max: 8 * 2 ** 20 + 4 }).map(bytes => {
    const text = JSON.stringify(wellAsked)
    return { body: text + ' '.repeat(bytes - text.length), isLarge: bytes > 8 * 2 ** 20 }
  })
  const long = fc.constantFrom(10_000, 10_001, 65_537, 100_000).map(count => {
    return {
      body: { ...wellAsked, entities: Array(count).fill(wellAsked.entities[0]) },
      isLarge: count > 10_000,
    }
  })
  await fc.assert(
    fc.asyncProperty(fc.oneof(spaces, long), async ({ body, isLarge }) => {
      const got = await store.post('/v1/features/fraud', body)
      expect(got.status).toBe(isLarge ? 413 : 200)
    }),
    { numRuns: 12 },
  )
  const records = Array(100_000).fill(wellAppended.records[0])
  expect((await store.post('/v1/events/payments', { records })).status).toBe(413)
  await expectWell()
})
