import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileOf, openTestStore, paymentsDocument, type TestStore } from '../testing/embedded-test-store.ts'

let store: TestStore

beforeAll(async () => {
  store = await openTestStore([fileOf(paymentsDocument())])
  await store.append('payments', [
    { id: 'e1', eventTime: '10', fields: { payer: 'ann', amount: 1.5, units: '9007199254740993' } },
    { id: { int: '2' }, eventTime: '20', fields: { payer: 'ann', amount: 2, units: null } },
    { id: 'e3', eventTime: '20', fields: { payer: 'bob', amount: 'NaN', units: '1' } },
  ])
})

afterAll(() => store.close())

const ask = (body: object) => store.post('/v1/features/fraud', body)

test('one question is answered for many entities, exactly, with states, version, offsets and age', async () => {
  const entities = [{ key: { account: 'ann' }, request: { amount: 7 } }, { key: { account: null } }]
  const { status, body } = await ask({ entities, asOf: '100' })
  expect(status).toBe(200)
  expect(body).toEqual({
    set: 'fraud',
    version: 3,
    asOf: '100',
    applied: { payments: body.applied.payments },
    stale: false,
    staleBecause: null,
    watermarkAge: 0,
    answers: [
      {
        values: { payments: '2', spend: 3.5, units: '9007199254740993', ratio: 2 },
        states: { payments: 'present', spend: 'present', units: 'present', ratio: 'present' },
      },
      {
        values: { payments: '0', spend: null, units: null, ratio: null },
        states: { payments: 'not-found', spend: 'not-found', units: 'not-found', ratio: 'null' },
      },
    ],
  })
  const offsets = Object.values<number>(body.applied.payments)
  expect(offsets.reduce((sum, each) => sum + each, 0)).toBe(3)
})

test('without asOf the answer is of now', async () => {
  const before = Date.now() * 1_000
  const { body } = await ask({ entities: [{ key: { account: 'ann' } }] })
  expect(Number(body.asOf)).toBeGreaterThanOrEqual(before)
  expect(body.answers[0].values.payments).toBe('2')
})

const key = { account: 'ann' }
const refused: readonly [what: string, body: unknown, status: number, code: string, says: RegExp][] = [
  ['no object', [], 400, 'bad-request', /send \{ "entities"/],
  ['nothing asked', {}, 400, 'bad-request', /lacks entities/],
  ['no entities', { entities: [] }, 400, 'wrong-type', /at least one entity/],
  ['an entity that is none', { entities: [null] }, 400, 'wrong-type', /entities\[0\] is null/],
  ['no key', { entities: [{}] }, 400, 'bad-request', /entities\[0\] lacks key/],
  [
    'a missing key part',
    { entities: [{ key }, { key: {} }] },
    400,
    'missing-key-part',
    /entities\[1\]\.key lacks account/,
  ],
  [
    'a misspelt key part',
    { entities: [{ key: { acount: 'ann', account: 'a' } }] },
    400,
    'unknown-field',
    /did you mean account/,
  ],
  [
    'a key of the wrong type',
    { entities: [{ key: { account: 1 } }] },
    400,
    'wrong-type',
    /account is 1: it must be a text/,
  ],
  [
    'a request field of the wrong type',
    { entities: [{ key, request: { amount: 'x' } }] },
    400,
    'wrong-type',
    /"Infinity"/,
  ],
  [
    'an unknown request field',
    { entities: [{ key, request: { amonut: 1 } }] },
    400,
    'unknown-field',
    /did you mean amount/,
  ],
  ['asOf as a number', { entities: [{ key }], asOf: 5 }, 400, 'wrong-type', /asOf is 5: it must be µs/],
  ['asOf beyond 2^53', { entities: [{ key }], asOf: '9007199254740993' }, 400, 'wrong-type', /within 2\^53/],
  ['a version that is none', { entities: [{ key }], version: '3' }, 400, 'wrong-type', /version/],
  ['an unknown version', { entities: [{ key }], version: 4 }, 404, 'unknown-version', /ask for one of 3/],
  ['a misspelt name', { entities: [{ key }], vresion: 3 }, 400, 'unknown-field', /did you mean version/],
  [
    'a long key',
    { entities: [{ key: { account: 'x'.repeat(5_000) } }] },
    400,
    'key-too-long',
    /5000 letters/,
  ],
]

test.each(refused)('%s is refused with a code and the mend', async (_what, body, status, code, says) => {
  const got = await ask(body as object)
  expect([got.status, got.body.error.code]).toEqual([status, code])
  expect(got.body.error.message).toMatch(says)
})

test('what never reaches a set has its code too', async () => {
  const text = (body: string | Uint8Array, headers = {}) => store.post('/v1/features/fraud', body, headers)
  const codes = await Promise.all([
    text('{"entities"'),
    text(''),
    text(new Uint8Array([0x22, 0xff, 0x22])),
    text('{}', { 'content-type': 'text/plain' }),
    text('{}', { 'content-type': 'application/json; charset=latin1' }),
    text(`[${'['.repeat(2_000_000)}`),
    text(' '.repeat(9 * 1024 * 1024)),
    store.post('/v1/features/risk', {}),
    store.get('/v1/features/fraud'),
    store.get('/v2'),
    store.get('/v1/features/%ff'),
    store.post('/v1/events/payment', { records: [] }),
  ])
  expect(codes.map(({ status, body }) => [status, body.error.code])).toEqual([
    [400, 'bad-json'],
    [400, 'bad-json'],
    [400, 'bad-encoding'],
    [415, 'wrong-content-type'],
    [415, 'wrong-content-type'],
    [400, 'bad-json'],
    [413, 'body-too-large'],
    [404, 'unknown-set'],
    [405, 'wrong-method'],
    [404, 'no-route'],
    [400, 'bad-request'],
    [404, 'unknown-source'],
  ])
})

test('a hundred thousand entities are refused, and the next question is answered', async () => {
  const many = Array.from({ length: 100_000 }, () => ({ key }))
  const { status, body } = await ask({ entities: many })
  expect([status, body.error.code]).toEqual([413, 'too-many'])
  expect((await ask({ entities: many.slice(0, 10_000) })).body.answers).toHaveLength(10_000)
})

test('records are refused with a code and the mend, and a legal one with illegal values is counted', async () => {
  const append = async (records: unknown) => {
    const { body } = await store.post('/v1/events/payments', { records })
    return body.error?.code ?? body
  }
  const record = { id: 'e9', eventTime: '1', fields: { payer: 'cid' } }
  expect(await append([{ ...record, id: 9 }])).toBe('wrong-type')
  expect(await append([{ ...record, op: 'insert' }])).toBe('wrong-type')
  expect(await append([{ ...record, fields: { payer: 7 } }])).toBe('wrong-type')
  expect(await append([{ ...record, arrivalTime: '9000000000000000' }])).toBe('wrong-type')
  expect(await append([{ ...record, evenTime: '1' }])).toBe('unknown-field')
  expect(await append([])).toBe('wrong-type')
  const taken = await append([{ ...record, fields: { payer: 'cid', colour: 'red' } }])
  expect(taken).toEqual({
    placements: [{ partition: expect.any(Number), offset: expect.any(Number) }],
    ignored: ['colour'],
    hints: [],
  })
  const { body } = await store.get('/v1/admin/status')
  expect(body.rejects).toEqual([
    { document: 'fraud@3', source: 'payments', reason: 'illegal-value', value: 1 },
  ])
})

test('where state is forgotten, a question that is too old is refused rather than answered from what is left', async () => {
  const forgetful = await openTestStore([fileOf(paymentsDocument())], { limits: { asOfAgeMax: 60_000_000 } })
  try {
    const ago = async (micros: number) => {
      const asOf = String(Date.now() * 1_000 - micros)
      const { status, body } = await forgetful.post('/v1/features/fraud', { entities: [{ key }], asOf })
      return [status, body.error?.code]
    }
    expect(await ago(30_000_000)).toEqual([200, undefined])
    expect(await ago(61_000_000)).toEqual([400, 'as-of-too-old'])
  } finally {
    await forgetful.close()
  }
})

test('health and metrics tell what was consumed, applied and refused', async () => {
  expect((await store.get('/health')).body).toMatchObject({
    status: 'ok',
    deployments: [{ phase: 'complete', seen: true }],
  })
  const { body } = await store.get('/metrics')
  for (const name of ['consumed', 'applied', 'lag', 'rejected'])
    expect(body).toContain(`plumbline_${name}_records{`)
  expect(body).toMatch(/plumbline_watermark_age_seconds\{deployment="fraud-3-[0-9a-f]{12}"\} 0/)
  expect(body).toMatch(/plumbline_read_seconds_count\{set="fraud",version="3"\} [1-9]/)
  expect(body).toMatch(/plumbline_freshness_seconds_count\{stage="apply"\} [1-9]/)
})

test('a record without an event time is taken, and whoever sent it is told that it cannot count, and why', async () => {
  const fields = { payer: 'dan', amount: 1 }
  const records = [
    { id: 't1', eventTime: '1', fields },
    { id: 't2', fields },
    { id: 't3', eventTime: null, fields },
    { id: 't1', revision: 1, op: 'delete', fields },
  ]
  const { status, body } = await store.post('/v1/events/payments', { records })
  expect(status).toBe(200)
  expect(body.placements).toHaveLength(4)
  expect(body.hints).toEqual([
    'records[1] (and 1 more) has no eventTime and will be refused by every reader: give eventTime, µs since the epoch as text, such as "1772366400000000"',
  ])
})
