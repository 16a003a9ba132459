import { expect, test } from 'vitest'
import type { LogRecord } from '../../features/log-record.ts'
import { definitionsOrThrow } from '../../features/resolve-definitions.ts'
import type { Step } from '../../harness/store.ts'
import SimulatedReferenceStore from '../adapter.ts'
import { partitionOfKey } from './partition-of-key.ts'

const definitions = definitionsOrThrow({
  schema: 'plumbline.definitions/1',
  name: 'fraud',
  version: 1,
  entity: { account: 'string' },
  sources: { payments: { key: { account: 'payer' }, fields: { payer: 'string' } } },
  features: { payments: { source: 'payments', aggregate: { kind: 'count' } } },
})

/** Three keys of one partition. */
const keys = Array.from({ length: 50 }, (_, i) => `p${i}`)
  .filter(key => partitionOfKey(key, 4) === 0)
  .slice(0, 3)

const payments: readonly LogRecord[] = Array.from({ length: 6 }, (_, i) => ({
  source: 'payments',
  id: `e${i}`,
  eventTime: i,
  arrivalTime: 10 + i,
  op: 'upsert',
  revision: 0,
  fields: { payer: keys[i % 3]! },
}))

/** Counts of the three keys, and the offset that the answers state, after some steps. */
async function after(...steps: readonly Step[]): Promise<{ counts: unknown[]; applied: number }> {
  const store = new SimulatedReferenceStore()
  await store.open({ definitions: [definitions], services: [], now: () => 0 })
  await store.ingest(payments)
  for (const step of steps) await store.step(step)
  const probes = keys.map(account => {
    return { probeId: account, target: 'fraud', key: { account }, asOf: 100, request: {}, askedVersion: null }
  })
  const answers = await store.read(probes)
  return {
    counts: answers.map(({ values }) => Number(values.payments)),
    applied: answers[0]!.applied!.payments!['0']!,
  }
}

const apply = (maxRecords: number): Step => ({ kind: 'apply', partition: 0, maxRecords })
const crash = (maxRecords: number, written: number): Step => {
  return { kind: 'apply-and-crash', partition: 0, maxRecords, keys: written }
}
const restart: Step = { kind: 'restart' }
const commit: Step = { kind: 'commit', partition: 0 }

test('takes records in order, as many as it is told, from the partition it is told', async () => {
  expect(await after()).toEqual({ counts: [0, 0, 0], applied: 0 })
  expect(await after(apply(4))).toEqual({ counts: [2, 1, 1], applied: 4 })
  expect(await after(apply(4), apply(4), apply(4))).toEqual({ counts: [2, 2, 2], applied: 6 })
  expect(await after({ kind: 'apply', partition: 1, maxRecords: 9 })).toEqual({
    counts: [0, 0, 0],
    applied: 0,
  })
})

test('a worker that dies between two keys leaves nothing that can be seen, wherever it dies', async () => {
  for (let written = 0; written <= 2; written++) {
    expect(await after(apply(1), crash(9, written))).toEqual({ counts: [1, 0, 0], applied: 1 })
    expect(await after(apply(1), crash(9, written), apply(2))).toEqual({ counts: [1, 1, 0], applied: 2 })
  }
})

test('a worker that dies between write and commit leaves its write, and meeting it again changes nothing', async () => {
  expect(await after(crash(4, 9))).toEqual({ counts: [2, 1, 1], applied: 4 })
  expect(await after(crash(4, 9), apply(3))).toEqual({ counts: [2, 1, 1], applied: 4 })
  expect(await after(apply(4), restart, apply(9))).toEqual({ counts: [2, 2, 2], applied: 6 })
  expect(await after(apply(4), restart, apply(2), restart, apply(5))).toEqual({
    counts: [2, 2, 1],
    applied: 5,
  })
})

test('a worker resumes from what was committed, not from what was applied', async () => {
  expect(await after(apply(2), commit, apply(2), restart, apply(3))).toEqual({
    counts: [2, 2, 1],
    applied: 5,
  })
  expect(await after(apply(6), restart, apply(1), commit, restart, apply(1))).toEqual({
    counts: [2, 2, 2],
    applied: 6,
  })
})
