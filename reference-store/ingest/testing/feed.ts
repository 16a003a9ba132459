import { setTimeout as sleep } from 'node:timers/promises'
import type { LogRecord } from '../../../features/log-record.ts'
import { definitionsOrThrow } from '../../../features/resolve-definitions.ts'
import { InProcessOnlineStore } from '../../online/in-process-online-store.ts'
import type { OnlineStore } from '../../online/online-store.ts'
import { storeSeams } from '../../store-seams.ts'
import { type WiredDocuments, wireDocuments } from '../../wire-documents.ts'
import { FrontDoor } from '../front-door.ts'
import { InProcessEventLog } from '../in-process-event-log.ts'
import { IngestWorker, workerGroup } from '../ingest-worker.ts'

export const partitions = 4

/** A document whose values tell a record that is lost, counted twice or taken in the wrong order. */
export const payments = definitionsOrThrow({
  schema: 'plumbline.definitions/1',
  name: 'fraud',
  version: 1,
  entity: { account: 'string' },
  sources: { payments: { key: { account: 'payer' }, fields: { payer: 'string', amount: 'int' } } },
  features: {
    count: { source: 'payments', aggregate: { kind: 'count' } },
    total: { source: 'payments', aggregate: { kind: 'sum', of: { field: 'amount' } } },
    newest: { source: 'payments', aggregate: { kind: 'lastN', n: 5, of: { field: 'amount' } } },
  },
})

export const opening = { definitions: [payments], services: [] }

export function wired(): WiredDocuments {
  return wireDocuments(opening, storeSeams)
}

export function payment(i: number, revision = 0): LogRecord {
  const fields = { payer: `p${i % 17}`, amount: BigInt(i * i + revision) }
  return {
    source: 'payments',
    id: `e${i}`,
    eventTime: i,
    arrivalTime: 1_000_000 + i,
    op: 'upsert',
    revision,
    fields,
  }
}

/** What every account has, from some online state. */
export async function valuesOf(online: OnlineStore) {
  const probes = Array.from({ length: 18 }, (_, i) => {
    const key = { account: `p${i}` }
    return { probeId: `p${i}`, target: 'fraud', key, asOf: 2 ** 50, request: {}, askedVersion: null }
  })
  return (await wired().serve(online, partitions).read(probes)).map(({ values, states }) => ({
    values,
    states,
  }))
}

/** What it must have: the same records, in memory, by a worker that nothing ever happens to. */
export async function valuesAfter(records: readonly LogRecord[]) {
  const log = new InProcessEventLog(partitions, [workerGroup])
  const online = new InProcessOnlineStore(partitions)
  const { consumers, sources } = wired()
  await new FrontDoor(log, sources).ingest(records)
  const worker = await IngestWorker.start(log, online, consumers, storeSeams)
  for (let partition = 0; partition < partitions; partition++) await worker.apply(partition, records.length)
  return valuesOf(online)
}

/** Waits until something holds. @throws Error after a minute, saying what did not come */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await holds()) return
    await sleep(100)
  }
  throw new Error(`${what}: not within a minute`)
}
