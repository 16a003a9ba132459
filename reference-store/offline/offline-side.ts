import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { Definitions } from '../../features/definitions.ts'
import { type JudgeRecord, recordJudge } from '../../features/streaming-plan/judge-record.ts'
import type { Instant, Value } from '../../features/value.ts'
import { documentId } from '../document-id.ts'
import { type EventLog, gapEntry, type LogEntry } from '../ingest/event-log.ts'
import { ParquetLog } from './parquet-log.ts'
import { type TrainingPoint, trainingValues } from './training-values.ts'

/** The consumer group that the offline side commits under. */
export const offlineGroup = 'offline'

/** Entries that are polled at once. */
const pollEntries = 8_192

/** Entries, a hundred megabytes or so. */
const waitingMax = 262_144

export interface OfflineSeams {
  /** What the offline log keeps of an entry. */
  readonly kept: (entry: LogEntry) => LogEntry
  /** The definitions that a training set is computed by. */
  readonly trainedBy: (definitions: Definitions) => Definitions
  readonly trainedPoint: (point: TrainingPoint) => TrainingPoint
}

export const offlineSeams: OfflineSeams = {
  kept: entry => entry,
  trainedBy: definitions => definitions,
  trainedPoint: point => point,
}

/** What is opened when there is first something to write. */
interface Opened {
  readonly instance: DuckDBInstance
  readonly connection: DuckDBConnection
  readonly folder: string
  /** By source: who keeps it. */
  readonly keepers: ReadonlyMap<string, readonly Keeper[]>
}

interface Keeper {
  readonly document: string
  readonly judge: JudgeRecord
  readonly log: ParquetLog
}

/**
 * Follows the log as a consumer group of its own, keeps it in Parquet files, and builds training sets from those by
 * the batch plan. Nothing is opened, and nothing written, before somebody trains or much is waiting.
 */
export class OfflineSide {
  readonly #log: EventLog
  readonly #documents: readonly Definitions[]
  readonly #waitingMax: number
  readonly #seams: OfflineSeams
  #opened: Opened | null = null
  #waiting = 0

  /** At most `entriesMax` entries wait in the log before they are written to disk, so that memory stays bounded. */
  constructor(
    log: EventLog,
    documents: readonly Definitions[],
    entriesMax = waitingMax,
    seams: OfflineSeams = offlineSeams,
  ) {
    this.#log = log
    this.#documents = documents
    this.#waitingMax = entriesMax
    this.#seams = seams
  }

  /** Told how many records were appended; writes them out when too many are waiting. */
  async follow(appended: number): Promise<void> {
    this.#waiting += appended
    if (this.#waiting > this.#waitingMax) await this.#catchUp(await this.#open())
  }

  /**
   * Values of the stored features of a document (`name@version`), one record a point, as a batch join over the whole
   * log gives them; `knownAt` (µs) is each point's K; semantics § 7, as-trained.
   */
  async train(
    document: string,
    points: readonly TrainingPoint[],
    knownAt: (asOf: Instant) => Instant,
  ): Promise<Readonly<Record<string, Value>>[]> {
    const definitions = this.#documents.find(each => documentId(each) === document)!
    const opened = await this.#open()
    await this.#catchUp(opened)
    const views = new Map<string, string>()
    for (const source of definitions.sources.keys()) {
      const keeper = opened.keepers.get(source)!.find(each => each.document === document)!
      views.set(source, await keeper.log.view())
    }
    const trained = this.#seams.trainedBy(definitions)
    const asked = points.map(this.#seams.trainedPoint)
    return trainingValues(opened.connection, trained, views, asked, knownAt)
  }

  close(): void {
    if (this.#opened === null) return
    const { instance, connection, folder } = this.#opened
    this.#opened = null
    connection.closeSync()
    instance.closeSync()
    rmSync(folder, { recursive: true, force: true })
  }

  async #open(): Promise<Opened> {
    if (this.#opened !== null) return this.#opened
    // One thread, so that sums of floats are added in one order every time.
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
    const connection = await instance.connect()
    await connection.run("SET TimeZone = 'UTC'")
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-offline-'))
    const all = this.#documents.flatMap(definitions => {
      const document = documentId(definitions)
      return [...definitions.sources.values()].map(source => ({
        source: source.name,
        keeper: {
          document,
          judge: recordJudge(definitions.entity, source),
          log: new ParquetLog(connection, folder, `${document}__${source.name}`, source),
        },
      }))
    })
    const bySource = Map.groupBy(all, ({ source }) => source)
    const keepers = new Map([...bySource].map(([source, each]) => [source, each.map(({ keeper }) => keeper)]))
    this.#opened = { instance, connection, folder, keepers }
    return this.#opened
  }

  /** Takes everything in the log that was not taken yet; commits what stands in files. */
  async #catchUp({ keepers }: Opened): Promise<void> {
    for (const [source, all] of keepers) {
      const ends: number[] = []
      for (let partition = 0; partition < this.#log.partitions; partition++) {
        ends.push(await this.#takePartition(source, partition, all))
      }
      for (const { log } of all) await log.flush()
      for (const [partition, end] of ends.entries()) {
        await this.#log.commit(offlineGroup, source, partition, end)
      }
    }
    this.#waiting = 0
  }

  async #takePartition(source: string, partition: number, keepers: readonly Keeper[]): Promise<number> {
    let offset = await this.#log.committed(offlineGroup, source, partition)
    for (;;) {
      const entries = await this.#log.poll(source, partition, offset, pollEntries)
      if (entries.length === 0) return offset
      for (const polled of entries) {
        const entry = this.#seams.kept(polled)
        for (const { judge, log } of polled === gapEntry ? [] : keepers) {
          const verdict = judge(entry.record)
          log.add({ entry, partition, offset, reject: verdict.legal ? null : verdict.reason })
        }
        offset++
      }
    }
  }
}
