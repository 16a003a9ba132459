import { Redis } from 'ioredis'
import type { LogRecord } from '../../../features/log-record.ts'
import { definitionsOrThrow } from '../../../features/resolve-definitions.ts'
import { keyText } from '../../../features/streaming-plan/key-text.ts'
import { planReading } from '../../../features/streaming-plan/plan-reading.ts'
import type { RowWrite } from '../../../features/streaming-plan/row.ts'
import { FrontDoor } from '../../ingest/front-door.ts'
import { InProcessEventLog } from '../../ingest/in-process-event-log.ts'
import { IngestWorker, workerGroup } from '../../ingest/ingest-worker.ts'
import { partitionOfKey } from '../../ingest/partition-of-key.ts'
import { storeSeams } from '../../store-seams.ts'
import { wireDocuments } from '../../wire-documents.ts'
import { cellMember } from '../cell-member.ts'
import { InProcessOnlineStore } from '../in-process-online-store.ts'
import type { OnlineStore, PartitionWriter, RangeQuery, Watermark } from '../online-store.ts'
import { RedisOnlineStore } from '../redis-online-store.ts'
import { encodeIdState } from '../stored-bytes.ts'

const partitions = 4
const second = 1_000_000
const start = 1_772_323_200 * second

export interface OnlineMeasureOptions {
  readonly url: string
  /** Must be new. */
  readonly namespace: string
  readonly accounts: number
  readonly records: number
  /** Records in a batch of a partition. */
  readonly batch: number
  readonly reads: number
  /** ms, of a clock that only goes forward. */
  readonly now: () => number
}

/** Rates beside those of ioredis alone with the same bytes, which are in plain values under one key each. */
export interface OnlineMeasure {
  /** Microseconds of each read of one entity: of the store, and of a GET; one at a time, in turns. */
  readonly readMicros: { readonly store: readonly number[]; readonly raw: readonly number[] }
  /** Bytes that a read of one entity brings, on average. */
  readonly readBytes: number
  /** Records a second: publications alone, the whole worker, and pipelined HSETs of the same cells and ids. */
  readonly recordsPerSecond: { readonly publish: number; readonly worker: number; readonly raw: number }
  readonly cellsWritten: number
}

const definitions = definitionsOrThrow({
  schema: 'plumbline.definitions/1',
  name: 'fraud',
  version: 1,
  entity: { account: 'string' },
  sources: {
    payments: { key: { account: 'payer' }, fields: { payer: 'string', amount: 'float', merchant: 'string' } },
  },
  features: {
    count_1h: { source: 'payments', aggregate: { kind: 'count' }, window: { length: '1h' } },
    spend_1h: {
      source: 'payments',
      aggregate: { kind: 'sum', of: { field: 'amount' } },
      window: { length: '1h' },
    },
    spend_24h: {
      source: 'payments',
      aggregate: { kind: 'sum', of: { field: 'amount' } },
      window: { length: '24h' },
    },
    mean_7d: {
      source: 'payments',
      aggregate: { kind: 'mean', of: { field: 'amount' } },
      window: { length: '7d' },
    },
    largest_7d: {
      source: 'payments',
      aggregate: { kind: 'max', of: { field: 'amount' } },
      window: { length: '7d' },
    },
    shops_24h: {
      source: 'payments',
      aggregate: { kind: 'countDistinct', of: { field: 'merchant' } },
      window: { length: '24h' },
    },
    last: {
      source: 'payments',
      aggregate: { kind: 'latest', of: { field: 'merchant' } },
      window: { length: '30d' },
    },
  },
})

interface Publication {
  readonly source: string
  readonly partition: number
  readonly staged: { readonly document: string; readonly rows: readonly RowWrite[] }[]
  watermark: Watermark
}

/** Compares the store on Redis with ioredis alone. Prints nothing. */
export async function measureOnlineStore(options: OnlineMeasureOptions): Promise<OnlineMeasure> {
  const { url, namespace, now } = options
  const raw = new Redis(url, { protocol: 2 })
  const store = await RedisOnlineStore.open({ url, namespace, partitions })
  const again = await RedisOnlineStore.open({ url, namespace: `${namespace}.again`, partitions })
  try {
    const publications = await record(options)
    const cells = publications.flatMap(({ staged }) => staged.flatMap(({ rows }) => rows)).map(rawPairs)
    const rawMs = await time(now, () => writeRaw(raw, namespace, cells, publications.length))
    const publishMs = await time(now, () => republish(again, publications))
    const workerMs = await time(now, () => ingest(store, options))
    const reading = await measureReads(store, raw, options)
    const rate = (ms: number) => (options.records / ms) * 1_000
    return {
      ...reading,
      recordsPerSecond: { publish: rate(publishMs), worker: rate(workerMs), raw: rate(rawMs) },
      cellsWritten: cells.reduce((sum, pairs) => sum + pairs.length / 2, 0),
    }
  } finally {
    await store.drop()
    await again.drop()
    raw.disconnect()
    store.close()
    again.close()
  }
}

/** The publications that a worker makes, as it makes them. */
async function record(options: OnlineMeasureOptions): Promise<Publication[]> {
  const publications: Publication[] = []
  const memory = new InProcessOnlineStore(partitions)
  const recording: OnlineStore = {
    claim: (source, partition) => {
      const writer = memory.claim(source, partition)
      let staged: Publication['staged'] = []
      const spy: PartitionWriter = {
        claimed: writer.claimed,
        readIds: (document, requests) => writer.readIds(document, requests),
        readCells: (document, requests) => writer.readCells(document, requests),
        stage: (document, rows) => {
          staged.push({ document, rows })
          return writer.stage(document, rows)
        },
        check: () => writer.check(),
        publish: watermark => {
          publications.push({ source, partition, staged, watermark })
          staged = []
          return writer.publish(watermark)
        },
      }
      return spy
    },
    watermarks: source => memory.watermarks(source),
    readRanges: (queries, at) => memory.readRanges(queries, at),
    readCurrent: queries => memory.readCurrent(queries),
    close: () => memory.close(),
  }
  await ingest(recording, options)
  return publications
}

async function ingest(
  online: OnlineStore,
  { accounts, records, batch }: OnlineMeasureOptions,
): Promise<void> {
  const log = new InProcessEventLog(partitions, [workerGroup])
  const { consumers, sources } = wireDocuments({ definitions: [definitions], services: [] }, storeSeams)
  const all = Array.from({ length: records }, (_, i): LogRecord => {
    const at = start + Math.floor((i / records) * 7 * 86_400) * second
    const fields = { payer: `a${(i * 7_919) % accounts}`, amount: (i % 997) / 8, merchant: `m${i % 41}` }
    return {
      source: 'payments',
      id: `e${i}`,
      eventTime: at,
      arrivalTime: at,
      op: 'upsert',
      revision: 0,
      fields,
    }
  })
  await new FrontDoor(log, sources).ingest(all)
  const worker = await IngestWorker.start(log, online, consumers)
  for (let partition = 0; partition < partitions; partition++) {
    for (;;) {
      const applied = await worker.apply(partition, batch)
      if (applied.kind === 'died' || applied.records === 0) break
    }
  }
}

async function republish(store: OnlineStore, publications: readonly Publication[]): Promise<void> {
  const writers = new Map<number, PartitionWriter>()
  for (const { source, partition, staged, watermark } of publications) {
    const writer = writers.get(partition) ?? (await store.claim(source, partition))
    writers.set(partition, writer)
    for (const { document, rows } of staged) await writer.stage(document, rows)
    await writer.publish(watermark)
  }
}

/** A row's cells and ids as fields and values of a hash. */
function rawPairs({ ids, cells }: RowWrite): Buffer[] {
  const pairs = [...ids].flatMap(([id, state]) => [Buffer.from(String(id)), encodeIdState(state)])
  for (const [family, written] of cells.entries()) {
    for (const [position, cell] of written) {
      const member = cellMember(family, position, cell)
      pairs.push(member.subarray(0, 8), member.subarray(8))
    }
  }
  return pairs
}

async function writeRaw(
  raw: Redis,
  namespace: string,
  rows: readonly Buffer[][],
  batches: number,
): Promise<void> {
  const size = Math.ceil(rows.length / batches)
  for (let from = 0; from < rows.length; from += size) {
    const pipeline = raw.pipeline()
    for (const [i, pairs] of rows.slice(from, from + size).entries()) {
      for (let at = 0; at < pairs.length; at += 2)
        pipeline.hset(`raw:${namespace}:${i}`, pairs[at]!, pairs[at + 1]!)
    }
    await pipeline.exec()
  }
}

async function measureReads(
  store: RedisOnlineStore,
  raw: Redis,
  { namespace, accounts, reads, now }: OnlineMeasureOptions,
) {
  const { consumers } = wireDocuments({ definitions: [definitions], services: [] }, storeSeams)
  const { document, plan } = consumers.get('payments')![0]!
  const { ranges } = planReading(plan, start + 7 * 86_400 * second + 17, null)
  const query = (account: string): RangeQuery[] => {
    const key = keyText([account])
    return [
      { document, source: 'payments', rows: [{ partition: partitionOfKey(key, partitions), key }], ranges },
    ]
  }
  const keys = Array.from({ length: Math.min(accounts, 100) }, (_, i) => `a${i}`)
  let bytes = 0
  for (const account of keys) {
    const { answers } = await store.readCurrent(query(account))
    const found = answers[0]![0]!.flatMap(({ positions, cells }, i) => {
      return positions.map((at, j) => cellMember(ranges[i]!.family, at, cells[j]))
    })
    const all = Buffer.concat(found)
    bytes += all.length
    await raw.set(`raw:${namespace}:${account}`, all)
  }
  const readMicros = { store: [] as number[], raw: [] as number[] }
  for (let i = 0; i < reads; i++) {
    const account = keys[i % keys.length]!
    const ours = async () => {
      readMicros.store.push(1_000 * (await time(now, () => store.readCurrent(query(account)))))
    }
    const theirs = async () => {
      readMicros.raw.push(1_000 * (await time(now, () => raw.getBuffer(`raw:${namespace}:${account}`))))
    }
    for (const read of i % 2 === 0 ? [ours, theirs] : [theirs, ours]) await read()
  }
  return { readMicros, readBytes: bytes / keys.length }
}

async function time(now: () => number, act: () => Promise<unknown>): Promise<number> {
  const from = now()
  await act()
  return now() - from
}
