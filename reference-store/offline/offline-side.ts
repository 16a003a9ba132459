import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { Definitions } from '../../features/definitions.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
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
  /** Told of the path of each file before it is written. */
  readonly beforeWrite: (path: string) => void
}

export const offlineSeams: OfflineSeams = {
  kept: entry => entry,
  trainedBy: definitions => definitions,
  trainedPoint: point => point,
  beforeWrite: () => {},
}

/** Where the offline side writes, and whom it tells that it cannot. */
interface OfflinePlace {
  /** A folder that exists; files stand in a new one below it. The system’s folder for such things by default. */
  readonly parent: string
  /** Told one sentence each time that writing begins to fail. */
  readonly report: (sentence: string) => void
}

const anywhere: OfflinePlace = { parent: tmpdir(), report: () => {} }

/** What is opened when there is first something to write. */
interface Opened {
  readonly instance: DuckDBInstance
  readonly connection: DuckDBConnection
  readonly folder: string
  /** By source: who keeps it. */
  readonly keepers: ReadonlyMap<string, readonly Keeper[]>
  /** By source, by partition: the next offset that is in no file. */
  readonly next: Map<string, readonly number[]>
}

interface Keeper {
  readonly document: string
  readonly judge: JudgeRecord
  readonly log: ParquetLog
}

/**
 * Follows the log as a consumer group of its own, keeps it in Parquet files, and builds training sets from those by
 * the batch plan. Nothing is opened, and nothing written, before somebody trains or much is waiting.
 *
 * Where its disk is full or broken, what it lacks waits in the log: who appends is not disturbed, who trains is told so in
 * one sentence, and once there is room it goes on from where its last whole file ends.
 */
export class OfflineSide {
  readonly #log: EventLog
  readonly #documents: readonly Definitions[]
  readonly #waitingMax: number
  readonly #seams: OfflineSeams
  readonly #place: OfflinePlace
  #opened: Opened | null = null
  #waiting = 0
  /** What may wait before it is tried again to write; more after each try that failed. */
  #patience: number
  #isFailing = false
  #turn: Promise<void> = Promise.resolve()

  /** At most `entriesMax` entries wait in the log before they are written to disk, so that memory stays bounded. */
  constructor(
    log: EventLog,
    documents: readonly Definitions[],
    entriesMax = waitingMax,
    seams: OfflineSeams = offlineSeams,
    place: Partial<OfflinePlace> = {},
  ) {
    this.#log = log
    this.#documents = documents
    this.#waitingMax = entriesMax
    this.#seams = seams
    this.#place = { ...anywhere, ...place }
    this.#patience = entriesMax
  }

  /** Told how many records were appended; writes them out when too many are waiting. */
  async follow(appended: number): Promise<void> {
    this.#waiting += appended
    if (this.#waiting <= this.#patience) return
    try {
      await this.keepUp()
    } catch (error) {
      if (!(error instanceof PlumblineError) || error.code !== 'infrastructure') throw error
    }
  }

  /**
   * Writes all that the log holds to files.
   * @throws PlumblineError `infrastructure` where it cannot be written, which disturbs nothing: it is still in the log
   */
  keepUp(): Promise<void> {
    return this.#inTurn(() => this.#keepUp())
  }

  async #keepUp(): Promise<void> {
    const opened = await this.#open()
    try {
      await this.#catchUp(opened)
      this.#waiting = 0
      this.#patience = this.#waitingMax
      this.#isFailing = false
    } catch (error) {
      this.#patience = this.#waiting + this.#waitingMax
      if (!this.#isFailing && error instanceof PlumblineError) this.#place.report(error.message)
      this.#isFailing = true
      throw error
    }
  }

  /** Files in its folder that count for nothing: what is left of one that broke off. */
  leftovers(): Promise<string[]> {
    return this.#inTurn(async () => {
      if (this.#opened === null) return []
      const { folder, keepers } = this.#opened
      const kept = new Set([...keepers.values()].flat().flatMap(({ log }) => log.files))
      return readdirSync(folder).filter(name => !kept.has(name))
    })
  }

  /** One after another: who appends and who trains may come at the same time. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work)
    const over = () => {}
    this.#turn = done.then(over, over)
    return done
  }

  /**
   * Values of the stored features of a document (`name@version`), one record a point, as a batch join over the whole
   * log gives them; `knownAt` (µs) is each point's K; semantics § 7, as-trained.
   */
  train(
    document: string,
    points: readonly TrainingPoint[],
    knownAt: (asOf: Instant) => Instant,
  ): Promise<Readonly<Record<string, Value>>[]> {
    // All of it in one turn: its statements and those of who writes go over one connection, which takes one at a time.
    return this.#inTurn(() => this.#train(document, points, knownAt))
  }

  async #train(
    document: string,
    points: readonly TrainingPoint[],
    knownAt: (asOf: Instant) => Instant,
  ): Promise<Readonly<Record<string, Value>>[]> {
    const definitions = this.#documents.find(each => documentId(each) === document)!
    await this.#keepUp()
    const opened = await this.#open()
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
    const folder = this.#makeFolder()
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
    const connection = await instance.connect()
    await connection.run("SET TimeZone = 'UTC'")
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
    const next = new Map<string, readonly number[]>()
    for (const source of keepers.keys()) {
      const partitions = Array.from({ length: this.#log.partitions }, (_, i) => i)
      next.set(
        source,
        await Promise.all(partitions.map(each => this.#log.committed(offlineGroup, source, each))),
      )
    }
    this.#opened = { instance, connection, folder, keepers, next }
    return this.#opened
  }

  #makeFolder(): string {
    try {
      return mkdtempSync(join(this.#place.parent, 'plumbline-offline-'))
    } catch (cause) {
      throw cannotWrite(this.#place.parent, cause)
    }
  }

  /** Takes everything in the log that was not taken yet, some of it at a time; commits what stands in files. */
  async #catchUp({ keepers, next, folder }: Opened): Promise<void> {
    for (const [source, all] of keepers) {
      for (let isAtEnd = false; !isAtEnd; ) {
        const taken = [...next.get(source)!]
        isAtEnd = await this.#takeSome(source, all, taken)
        await this.#write(all, folder)
        next.set(source, taken)
        for (const [partition, offset] of taken.entries()) {
          await this.#log.commit(offlineGroup, source, partition, offset)
        }
      }
    }
  }

  /** Adds entries from the offsets of `taken` on, which it moves; true where none is left. */
  async #takeSome(source: string, keepers: readonly Keeper[], taken: number[]): Promise<boolean> {
    const max = Math.max(pollEntries, this.#waitingMax)
    for (let partition = 0; partition < taken.length; partition++) {
      for (;;) {
        if (keepers.some(({ log }) => log.added >= max)) return false
        const entries = await this.#log.poll(source, partition, taken[partition]!, pollEntries)
        if (entries.length === 0) break
        for (const polled of entries) {
          const offset = taken[partition]!++
          const entry = this.#seams.kept(polled)
          for (const { judge, log } of polled === gapEntry ? [] : keepers) {
            const verdict = judge(entry.record)
            log.add({ entry, partition, offset, reject: verdict.legal ? null : verdict.reason })
          }
        }
      }
    }
    return true
  }

  /** Files of all who keep a source count together or not at all, so that one offset says what all of them hold. */
  async #write(keepers: readonly Keeper[], folder: string): Promise<void> {
    try {
      for (const { log } of keepers) await log.write(this.#seams.beforeWrite)
      for (const { log } of keepers) log.keep()
    } catch (cause) {
      for (const { log } of keepers) log.discard()
      if (!isOfDisk(cause)) throw cause
      throw cannotWrite(folder, cause)
    }
  }
}

/** Whether it is the folder that failed, rather than what was to be written. */
function isOfDisk(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false
  return 'syscall' in cause || /^IO Error/.test(cause.message)
}

function cannotWrite(folder: string, cause: unknown): PlumblineError {
  const said = cause instanceof Error ? cause.message.split('\n')[0]! : String(cause)
  const reason = /no space left|ENOSPC/i.test(said) ? 'no space is left there' : said
  const mend = 'make room, or set TMPDIR to a folder that has some; what is missing waits in the log'
  return new PlumblineError(
    'infrastructure',
    `the offline side cannot write to ${folder} (${reason}): ${mend}`,
    { cause },
  )
}
