import { expect, test } from 'vitest'
import type { Services } from '../services/find-services.ts'
import type { Service } from '../services/service.ts'
import { possibleFaults, withheldFaults } from './stack-faults.ts'

/** One that somebody else runs, as `findServices` gives it for `REDIS_URL` and `KAFKA_BROKERS`. */
const foreign = (name: Service['name']): Service => ({
  name,
  origin: 'environment',
  address: 'redis://:planted@127.0.0.1:1',
  sentence: '',
  control: null,
  close: async () => {},
})

test('to a service of somebody else nothing is done, and why not is said without its address', () => {
  const services: Services = {
    kafka: foreign('kafka'),
    redis: foreign('redis'),
    regions: new Map(),
    close: async () => {},
  }
  const noDisk = 'a small file system cannot be mounted here (no): run it where mount -t tmpfs is allowed'
  expect(possibleFaults(services, noDisk)).toEqual([
    'kill-worker',
    'pause-worker',
    'add-worker',
    'remove-worker',
    'kill-server',
    'resend',
  ])
  const withheld = withheldFaults(services, noDisk)
  expect(withheld['lose-online']).toBe('Redis is the one of REDIS_URL, which is not broken: unset REDIS_URL')
  expect(withheld['restart-log']).toBe(
    'Kafka is the one of KAFKA_BROKERS, which is not broken: unset KAFKA_BROKERS',
  )
  expect(withheld['fill-offline']).toBe(noDisk)
  expect(JSON.stringify(withheld)).not.toMatch(/planted/)
})
