import { expect, test } from 'vitest'
import { definitionsOrThrow } from '../../../features/resolve-definitions.ts'
import { randomOf } from '../../../generators/random.ts'
import { AppendBook } from './append-book.ts'
import { sendCanaries } from './canaries.ts'
import { measuredSet } from './measured-set.ts'
import type { StoreApi } from './store-api.ts'

const set = measuredSet(
  definitionsOrThrow({
    schema: 'plumbline.definitions/1',
    name: 'checkout',
    version: 1,
    entity: { account: 'string' },
    sources: { payments: { key: { account: 'payer' }, fields: { payer: 'string' } } },
    features: { payments: { source: 'payments', aggregate: { kind: 'count' } } },
  }),
)

interface Behaviour {
  /** µs from appended to visible. */
  readonly lag: number
  /** How many of its events an answer says that it counted of a key, given that it states that it holds the one. */
  readonly counted: number
  readonly refuses?: boolean
}

/** A store on a clock that stands still until somebody waits. */
async function measured({ lag, counted, refuses = false }: Behaviour) {
  let now = 1_000_000_000
  let entitiesMost = 0
  const appended: { partition: number; at: number }[] = []
  const api: Pick<StoreApi, 'append' | 'ask'> = {
    append: async () => {
      const partition = appended.length % 2
      const offset = appended.filter(each => each.partition === partition).length
      appended.push({ partition, at: now })
      return [refuses ? null : { partition, offset }]
    },
    ask: async (_, body) => {
      const { entities } = JSON.parse(body) as { entities: unknown[] }
      entitiesMost = Math.max(entitiesMost, entities.length)
      const next = (partition: number) =>
        appended.filter(each => each.partition === partition && each.at + lag <= now).length
      const answers = entities.map(() => ({
        values: { payments: String(counted) },
        states: { payments: 'present' },
      }))
      const applied = { payments: { '0': next(0), '1': next(1) } }
      const text = JSON.stringify({ asOf: String(now + 1), applied, stale: false, watermarkAge: 0, answers })
      return { status: 200, text }
    },
  }
  const sleep = async (ms: number) => {
    now += Math.max(1, Math.round(ms * 1_000))
    await new Promise(setImmediate)
  }
  const edge = { api: api as StoreApi, now: () => now, sleep, signal: new AbortController().signal }
  const run = await sendCanaries({ set, name: 'x', durationMs: 400 }, new AppendBook(), randomOf(1), edge)
  return { ...run, entitiesMost }
}

test('a canary is seen when an answer states that it holds it, and few are asked for however many wait', async () => {
  const { canaries, contradicted, entitiesMost } = await measured({ lag: 150_000, counted: 1 })
  expect(canaries).toHaveLength(20)
  expect(contradicted).toBe(0)
  for (const { producedAt, visibleAt } of canaries) {
    expect(visibleAt! - producedAt).toBeGreaterThanOrEqual(150_000)
    expect(visibleAt! - producedAt).toBeLessThan(200_000)
  }
  expect(entitiesMost).toBeLessThan(canaries.length)
})

// Would catch a store that moves its offsets and not its values, which offsets alone would call fresh.
test.each([0, 2])(
  'offsets that hold a canary and values that count %i of it are a contradiction each',
  async counted => {
    const { canaries, contradicted } = await measured({ lag: 50_000, counted })
    expect(contradicted).toBe(canaries.length)
  },
)

test('what the log refuses, and what nobody sees in time, is lost', async () => {
  expect((await measured({ lag: 0, counted: 1, refuses: true })).canaries.every(({ isLost }) => isLost)).toBe(
    true,
  )
  const never = await measured({ lag: 1e12, counted: 1 })
  expect(never.canaries.every(({ isLost, visibleAt }) => isLost && visibleAt === null)).toBe(true)
})
