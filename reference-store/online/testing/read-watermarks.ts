import { RedisOnlineStore } from '../redis-online-store.ts'

/** A process of a test's own, since what a certificate is held against is settled when a process starts. */
try {
  const store = await RedisOnlineStore.open({
    url: process.env.REDIS_URL ?? '',
    namespace: 'tls',
    partitions: 2,
  })
  console.log((await store.watermarks('payments')).map(({ next }) => next).join())
  store.close()
} catch (error) {
  console.log(error instanceof Error ? error.message : String(error))
}
