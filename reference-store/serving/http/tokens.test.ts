import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileOf, openTestStore, paymentsDocument, type TestStore } from '../testing/embedded-test-store.ts'

const [read, admin] = ['read-secret-5b1f', 'admin-secret-9c2e']
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const question = { entities: [{ key: { account: 'ann' } }] }

let store: TestStore

beforeAll(async () => {
  store = await openTestStore([fileOf(paymentsDocument())], { tokens: { read, admin } })
})

afterAll(() => store.close())

test('each token opens its own routes and no others; health is open', async () => {
  const asked = async (headers: Record<string, string>) => {
    const answers = await Promise.all([
      store.post('/v1/features/fraud', question, headers),
      store.get('/metrics', headers),
      store.get('/openapi.json', headers),
      store.post('/v1/events/payments', { records: [{ id: 'a', eventTime: '1', fields: {} }] }, headers),
      store.get('/v1/admin/status', headers),
      store.get('/v1/admin/definitions', headers),
      store.post('/v1/admin/await-applied', { applied: {} }, headers),
      store.get('/health', headers),
    ])
    return answers.map(({ status }) => status)
  }
  expect(await asked(bearer(read))).toEqual([200, 200, 200, 403, 403, 403, 403, 200])
  expect(await asked(bearer(admin))).toEqual([403, 403, 403, 200, 200, 200, 200, 200])
  expect(await asked({})).toEqual([401, 401, 401, 401, 401, 401, 401, 200])
  expect(await asked(bearer(`${read}x`))).toEqual([403, 403, 403, 403, 403, 403, 403, 200])
  expect(await asked({ authorization: `Basic ${read}` })).toEqual([403, 403, 403, 403, 403, 403, 403, 200])
})

test('a request without a token is refused before its body is looked at', async () => {
  const { status } = await store.post('/v1/features/fraud', 'not JSON'.repeat(2_000_000))
  expect(status).toBe(401)
})

test('no answer holds a token', async () => {
  const headers = { ...bearer(read) }
  const answers = await Promise.all([
    store.get('/openapi.json', headers),
    store.get('/metrics', headers),
    store.get('/health'),
    store.get('/v1/admin/status', bearer(admin)),
    store.post('/v1/features/fraud', '{', headers),
    store.post('/v1/features/nothing', {}, headers),
    store.post('/v1/features/fraud', question, bearer(admin)),
  ])
  const text = JSON.stringify([answers.map(({ body, headers }) => [body, [...headers]]), store.reported])
  expect(text).not.toContain(read)
  expect(text).not.toContain(admin)
})
