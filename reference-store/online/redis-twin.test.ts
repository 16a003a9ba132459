import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { arbitraryCase } from '../../generators/arbitraries/arbitrary-case.ts'
import { mergeByArrival } from '../../generators/generate-events.ts'
import { type Random, randomOf } from '../../generators/random.ts'
import type { RandomCase } from '../../generators/random-case.ts'
import type { Answer, Step } from '../../harness/store.ts'
import { ReferenceStore } from '../reference-store.ts'
import type { Service } from '../services/service.ts'
import { simulatedStack } from '../simulated-stack.ts'
import { storeSeams } from '../store-seams.ts'
import { RedisOnlineStore } from './redis-online-store.ts'
import { startRedis } from './testing/start-redis.ts'

let redis: Service
let opened = 0

beforeAll(async () => {
  redis = await startRedis()
})

afterAll(() => redis?.close())

/** A store in memory and one in Redis, which are told the same. */
function twins(): readonly ReferenceStore[] {
  const namespace = `twin-${opened++}`
  const { partitions } = simulatedStack
  const openOnlineStore = () => RedisOnlineStore.open({ url: redis.address, namespace, partitions })
  return [simulatedStack, { ...simulatedStack, openOnlineStore }].map(stack => {
    return new ReferenceStore(stack, storeSeams)
  })
}

function randomStep(random: Random): Step {
  const partition = random.int(0, 3)
  const maxRecords = random.int(1, 9)
  return random.weighted([
    [6, { kind: 'apply', partition, maxRecords }],
    [2, { kind: 'apply-and-crash', partition, maxRecords, keys: random.int(0, 3) }],
    [2, { kind: 'commit', partition }],
    [1, { kind: 'restart' }],
  ] as const)
}

test('whatever is applied, crashed and asked, Redis answers to the last bit what memory answers', async () => {
  let nonEmpty = 0
  const both = async (
    stores: readonly ReferenceStore[],
    act: (store: ReferenceStore) => Promise<unknown>,
  ) => {
    const [memory, real] = [await act(stores[0]!), await act(stores[1]!)]
    if (!isDeepStrictEqual(real, memory)) expect(real).toStrictEqual(memory)
    return memory
  }
  const run = async ({ definitions, service, records, batches }: RandomCase, random: Random) => {
    const stores = twins()
    const services = service === null ? [] : [service]
    await both(stores, store => store.open({ definitions, services, now: () => 0 }))
    const waiting = mergeByArrival(records)
    const ask = async () => {
      for (const { questions } of batches) {
        const probes = questions.map((each, i) => ({ ...each, probeId: BigInt(i), askedVersion: null }))
        const answers = (await both(stores, store => store.read(probes))) as readonly Answer[]
        nonEmpty += answers.filter(answer => Object.values(answer.states!).includes('present')).length
      }
    }
    while (waiting.length > 0) {
      const some = waiting.splice(0, random.int(1, 20))
      await both(stores, store => store.ingest(some))
      for (let moves = random.int(0, 6); moves > 0; moves--) {
        const step = randomStep(random)
        await both(stores, store => store.step(step))
      }
      await ask()
    }
    await both(stores, store => store.settle())
    await ask()
    await both(stores, store => store.rejects())
    await both(stores, store => store.close())
  }
  const anyCase = arbitraryCase({ facts: 60 })
  await fc.assert(
    fc.asyncProperty(anyCase, fc.nat(), (drawn, seed) => run(drawn, randomOf(seed))),
    { numRuns: 25 },
  )
  expect(nonEmpty).toBeGreaterThan(100)
})
