import { randomUUID } from 'node:crypto'
import type { FoundCells } from '../../features/streaming-plan/row.ts'
import { foundCells, memberBounds } from './cell-member.ts'
import { type MergedRanges, mergeRanges, splitFound } from './merge-ranges.ts'
import type {
  CurrentRead,
  OnlineStore,
  PartitionWriter,
  RangeAnswer,
  RangeQuery,
  Watermark,
} from './online-store.ts'
import { RedisKeys } from './redis-keys.ts'
import { type RedisLimits, RedisLink } from './redis-link.ts'
import { RedisPartitionWriter } from './redis-partition-writer.ts'
import { claimScript, readRangesScript } from './redis-scripts.ts'
import type { ExpiryPolicy } from './state-expiry.ts'
import { unwritten, WatermarkCache } from './watermark-bytes.ts'

export interface RedisStoreOptions {
  /** As `REDIS_URL` has it: `redis://` or `rediss://`, several nodes of a cluster separated by commas. */
  readonly url: string
  /** The variable that has it, for messages; `REDIS_URL` by default. */
  readonly variable?: string
  /** What all keys of this store begin with; a region's replica has a namespace of its own. */
  readonly namespace: string
  readonly partitions: number
  readonly limits?: RedisLimits
  /** What is forgotten in time; nothing by default. All who open a namespace give the same. */
  readonly expiry?: ExpiryPolicy | null
}

/** An `OnlineStore` in Redis or in a Redis Cluster. Several processes may open one namespace. */
export class RedisOnlineStore implements OnlineStore {
  readonly #link: RedisLink
  readonly #keys: RedisKeys
  readonly #partitions: number
  readonly #expiry: ExpiryPolicy | null
  readonly #watermarks = new WatermarkCache()

  private constructor(link: RedisLink, { namespace, partitions, expiry }: RedisStoreOptions) {
    this.#link = link
    this.#keys = new RedisKeys(namespace)
    this.#partitions = partitions
    this.#expiry = expiry ?? null
  }

  /** @throws PlumblineError `usage` for a bad URL or namespace, `store-failed` where Redis cannot be used. */
  static async open(options: RedisStoreOptions): Promise<RedisOnlineStore> {
    // A name that cannot be is refused before anybody is asked to connect.
    new RedisKeys(options.namespace)
    return new RedisOnlineStore(await RedisLink.open(options.url, options.limits, options.variable), options)
  }

  async claim(source: string, partition: number): Promise<PartitionWriter> {
    const token = randomUUID()
    const keys = [this.#keys.writer(source, partition), this.#keys.watermark(source, partition)]
    const stands = (await this.#link.script(claimScript, keys, [token])) as Buffer | null
    return new RedisPartitionWriter(
      this.#link,
      this.#keys,
      { source, partition, token, stands },
      this.#expiry,
    )
  }

  async watermarks(source: string): Promise<readonly Watermark[]> {
    const { watermarks } = await this.readCurrent([{ document: '', source, rows: [], ranges: [] }])
    return watermarks.get(source)!
  }

  async readRanges(
    queries: readonly RangeQuery[],
    at: ReadonlyMap<string, readonly Watermark[]>,
  ): Promise<readonly RangeAnswer[] | 'superseded'> {
    const partitions = new Set(queries.flatMap(query => query.rows.map(row => row.partition)))
    const { answers, watermarks } = await this.#read(queries, [...at.keys()], [...partitions])
    for (const [source, found] of watermarks) {
      for (const partition of partitions) {
        if (found[partition]!.next !== at.get(source)![partition]!.next) return 'superseded'
      }
    }
    return answers
  }

  async readCurrent(queries: readonly RangeQuery[]): Promise<CurrentRead> {
    const sources = new Set(queries.map(query => query.source))
    return this.#read(
      queries,
      [...sources],
      Array.from({ length: this.#partitions }, (_, i) => i),
    )
  }

  /** Deletes all that the namespace holds. */
  async drop(): Promise<void> {
    await this.#link.clear(this.#keys.pattern)
  }

  close(): void {
    this.#link.close()
  }

  /** A cluster answers a script for one partition, a single server for all at once. */
  async #read(
    queries: readonly RangeQuery[],
    sources: readonly string[],
    partitions: readonly number[],
  ): Promise<CurrentRead> {
    const watermarks = new Map(
      sources.map(source => [source, new Array<Watermark>(this.#partitions).fill(unwritten)]),
    )
    const answers = queries.map(({ rows }) => new Array<readonly FoundCells[]>(rows.length))
    const merged = queries.map(({ ranges }) => mergeRanges(ranges))
    const parts = this.#link.clustered ? partitions.map(partition => [partition]) : [partitions]
    await Promise.all(parts.map(part => this.#readPart(queries, merged, part, { watermarks, answers })))
    return { watermarks, answers }
  }

  async #readPart(
    queries: readonly RangeQuery[],
    merged: readonly MergedRanges[],
    partitions: readonly number[],
    { watermarks, answers }: Draft,
  ): Promise<void> {
    if (partitions.length === 0) return
    const marks = [...watermarks].flatMap(([source, all]) => {
      return partitions.map(partition => ({ all, partition, key: this.#keys.watermark(source, partition) }))
    })
    const rows: RowPlace[] = []
    for (const [query, { document, source, rows: asked }] of queries.entries()) {
      for (const [row, { partition, key }] of asked.entries()) {
        if (!partitions.includes(partition)) continue
        rows.push({ query, row, key: this.#keys.cells(document, source, partition, key) })
      }
    }
    const markKeys = marks.map(({ key }) => key)
    const found = await this.#readKeys(merged, markKeys, rows)
    for (const [i, { all, partition, key }] of marks.entries()) {
      all[partition] = this.#watermarks.decode(key, found[i] as Buffer | null)
    }
    let at = marks.length
    for (const { query, row } of rows) {
      const plan = merged[query]!
      const cells = plan.merged.map(() => foundCells(found[at++] as Buffer[]))
      answers[query]![row] = splitFound(queries[query]!.ranges, plan, cells)
    }
  }

  /** The watermarks, and then what was found in each merged range of each row. */
  async #readKeys(
    merged: readonly MergedRanges[],
    markKeys: readonly string[],
    rows: readonly RowPlace[],
  ): Promise<readonly (Buffer | null | Buffer[])[]> {
    if (rows.length === 0) return (await this.#link.command('mget', markKeys)) as (Buffer | null)[]
    const keys: (string | Buffer)[] = [...markKeys]
    const counts = new Array<number>(merged.length).fill(0)
    for (const { key, query } of rows) {
      keys.push(key)
      counts[query]!++
    }
    const args: (string | Buffer)[] = [String(markKeys.length)]
    for (const [query, plan] of merged.entries()) {
      args.push(String(counts[query]), String(plan.merged.length * 2))
      for (const range of plan.merged) args.push(...memberBounds(range))
    }
    return (await this.#link.script(readRangesScript, keys, args)) as (Buffer | null | Buffer[])[]
  }
}

/** What is read, while its parts come in. */
interface Draft {
  readonly watermarks: ReadonlyMap<string, Watermark[]>
  readonly answers: (readonly FoundCells[])[][]
}

interface RowPlace {
  readonly query: number
  readonly row: number
  readonly key: Buffer
}
