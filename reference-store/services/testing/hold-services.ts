import { findServices } from '../find-services.ts'

// Starts both, says where they are, and waits to be killed.
const { kafka, redis } = await findServices({ env: process.env, tell: () => {} })
process.send?.({ kafka: kafka.address, redis: redis.address })
setInterval(() => {}, 60_000)
