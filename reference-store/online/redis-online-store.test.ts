import { afterAll, beforeAll, describe } from 'vitest'
import type { Service } from '../services/service.ts'
import { onlineStoreContract } from './online-store.contract.ts'
import { RedisOnlineStore } from './redis-online-store.ts'
import { startRedis } from './testing/start-redis.ts'

let redis: Service
let opened = 0

beforeAll(async () => {
  redis = await startRedis()
})

afterAll(() => redis.close())

const open = () => RedisOnlineStore.open({ url: redis.address, namespace: `test-${opened++}`, partitions: 2 })

describe('the online store in Redis', () => {
  onlineStoreContract(open)
})
