import { afterAll, beforeAll, describe } from 'vitest'
import type { Service } from '../services/service.ts'
import { onlineStoreContract } from './online-store.contract.ts'
import { RedisOnlineStore } from './redis-online-store.ts'
import { startRedis } from './testing/start-redis.ts'
import { type RedisCluster, startRedisCluster } from './testing/start-redis-cluster.ts'

let redis: Service
let cluster: RedisCluster
let opened = 0

beforeAll(async () => {
  redis = await startRedis()
  cluster = await startRedisCluster()
})

afterAll(async () => {
  await redis?.close()
  await cluster?.close()
})

const open = (url: string) => RedisOnlineStore.open({ url, namespace: `test-${opened++}`, partitions: 2 })

describe('the online store in Redis', () => {
  onlineStoreContract(() => open(redis.address))
})

describe('the online store in a Redis Cluster of three nodes', () => {
  onlineStoreContract(() => open(cluster.address))
})
