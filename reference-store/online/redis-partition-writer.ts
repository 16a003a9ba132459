import { PlumblineError } from '../../features/plumbline-error.ts'
import type { IdState, IdStates } from '../../features/streaming-plan/id-state.ts'
import type { CellsRead, CellsWanted, RowWrite } from '../../features/streaming-plan/row.ts'
import { cellOf, foundCells, memberBounds, writeMember, writePrefix } from './cell-member.ts'
import { MsgpackWriter } from './msgpack-writer.ts'
import type { PartitionWriter, Watermark } from './online-store.ts'
import type { RedisKeys } from './redis-keys.ts'
import type { RedisLink, RedisReply } from './redis-link.ts'
import {
  checkScript,
  claimedAway,
  publishScript,
  type RedisScript,
  readCellsScript,
  readIdsScript,
  stateLost,
} from './redis-scripts.ts'
import { type ExpiryPolicy, RowExpiry } from './state-expiry.ts'
import { decodeIdState, writeIdState } from './stored-bytes.ts'
import { writeId } from './text-bytes.ts'
import { watermarkBytes, watermarkOf } from './watermark-bytes.ts'

/** Which partition a writer has, and by which token it holds it. */
export interface Claim {
  readonly source: string
  readonly partition: number
  readonly token: string
  /** The watermark that stood when the partition was claimed, as stored; null where there was none. */
  readonly stands: Buffer | null
}

/** Bytes that a writer keeps of what is staged at most. */
const stagedBytesMax = 256 * 2 ** 20

interface StagedRow {
  readonly ids: Buffer
  readonly cells: Buffer
  readonly written: Buffer
}

/**
 * The writer of a partition in Redis. What is staged waits in this process; one script then checks that the writer
 * still holds the partition and that the watermark is the one it knows, and writes all rows and the new watermark.
 *
 * A publication that failed may have been written all the same, so the writer is of no use afterwards: claim the
 * partition again and go on from what is visible then.
 */
export class RedisPartitionWriter implements PartitionWriter {
  readonly claimed: Watermark
  readonly #link: RedisLink
  readonly #keys: RedisKeys
  readonly #claim: Claim
  readonly #policy: ExpiryPolicy | null
  readonly #pack = new MsgpackWriter()
  readonly #staged: StagedRow[] = []
  #stagedBytes = 0
  #stands: Buffer
  /** Why the last publication failed; what it left behind is not known then. */
  #failure: unknown = null

  constructor(link: RedisLink, keys: RedisKeys, claim: Claim, policy: ExpiryPolicy | null) {
    this.#policy = policy
    this.#link = link
    this.#keys = keys
    this.#claim = claim
    this.#stands = claim.stands ?? Buffer.alloc(0)
    this.claimed = watermarkOf(claim.stands)
  }

  async readIds(
    document: string,
    requests: readonly { readonly key: string; readonly ids: readonly (string | bigint)[] }[],
  ): Promise<readonly IdStates[]> {
    this.#pack.clear()
    this.#pack.list(requests.length)
    for (const { ids } of requests) {
      this.#pack.list(ids.length)
      for (const id of ids) this.#packId(id)
    }
    const keys = requests.map(({ key }) => this.#idsKey(document, key))
    const found = (await this.#run(readIdsScript, keys, [this.#pack.take()])) as (Buffer | null)[][]
    const read = this.#expiryOf(document).readers()
    return requests.map(({ ids }, row) => {
      const states = new Map<string | bigint, IdState>()
      for (const [i, bytes] of found[row]!.entries()) {
        if (bytes !== null) states.set(ids[i]!, read(decodeIdState(bytes)))
      }
      return states
    })
  }

  async readCells(
    document: string,
    requests: readonly { readonly key: string; readonly wanted: CellsWanted }[],
  ): Promise<readonly CellsRead[]> {
    this.#pack.clear()
    this.#pack.list(requests.length * 2)
    for (const { wanted } of requests) {
      this.#pack.list(wanted.points.reduce((sum, positions) => sum + positions.length, 0))
      for (const [family, positions] of wanted.points.entries()) {
        for (const position of positions) this.#packPrefix(family, position)
      }
      this.#pack.list(wanted.ranges.length * 2)
      for (const bound of wanted.ranges.flatMap(memberBounds)) this.#pack.bytes(bound)
    }
    const keys = requests.map(({ key }) => this.#cellsKey(document, key))
    const found = (await this.#run(readCellsScript, keys, [this.#pack.take()])) as (Buffer | null)[][]
    let at = 0
    return requests.map(({ wanted }) => {
      const members = found[at++]!
      let member = 0
      const points = wanted.points.map(positions => {
        return positions.map(() => {
          const bytes = members[member++]!
          return bytes === null ? undefined : cellOf(bytes)
        })
      })
      return { points, ranges: wanted.ranges.map(() => foundCells(found[at++] as Buffer[])) }
    })
  }

  async stage(document: string, rows: readonly RowWrite[]): Promise<void> {
    const expiry = this.#expiryOf(document)
    const trims = expiry.trims()
    for (const row of rows) {
      const written = this.#packRow(row, trims, expiry.until(row))
      this.#stagedBytes += written.length
      const { key } = row
      this.#staged.push({ ids: this.#idsKey(document, key), cells: this.#cellsKey(document, key), written })
    }
    if (this.#stagedBytes > stagedBytesMax) {
      throw new PlumblineError(
        'store-failed',
        `a batch for ${this.#name} has more than ${stagedBytesMax} bytes: take fewer records at once`,
      )
    }
    await this.check()
  }

  async check(): Promise<void> {
    await this.#run(checkScript, [this.#watermarkKey], [this.#stands])
  }

  async publish(watermark: Watermark): Promise<void> {
    const next = watermarkBytes(watermark)
    const rows = this.#staged.splice(0)
    this.#stagedBytes = 0
    const rowKeys = rows.flatMap(({ ids, cells }) => [ids, cells])
    try {
      const args = [this.#stands, next, ...rows.map(({ written }) => written)]
      await this.#run(publishScript, [this.#watermarkKey, ...rowKeys], args)
    } catch (error) {
      this.#failure = error
      throw error
    }
    this.#stands = next
  }

  /** A row as the script takes it; what it writes is encoded straight into the bytes that are sent. */
  #packRow({ ids, cells }: RowWrite, trims: readonly Buffer[], until: readonly Buffer[]): Buffer {
    const pack = this.#pack
    pack.clear()
    pack.list(5)
    pack.list(ids.size * 2)
    for (const [id, state] of ids) {
      this.#packId(id)
      const from = pack.begin()
      writeIdState(pack.to, state)
      pack.end(from)
    }
    this.#packCells(cells)
    for (const items of [trims, until]) {
      pack.list(items.length)
      for (const item of items) pack.bytes(item)
    }
    return pack.take()
  }

  /** Two lists: the prefixes of cells that go, the members of those that come. */
  #packCells(cells: RowWrite['cells']): void {
    const pack = this.#pack
    const all = cells.reduce((sum, written) => sum + written.size, 0)
    let gone = 0
    for (const written of cells) for (const cell of written.values()) if (cell === null) gone++
    pack.list(gone)
    for (const [family, written] of cells.entries()) {
      for (const [position, cell] of written) if (cell === null) this.#packPrefix(family, position)
    }
    pack.list(all - gone)
    for (const [family, written] of cells.entries()) {
      for (const [position, cell] of written) {
        if (cell === null) continue
        const from = pack.begin()
        writeMember(pack.to, family, position, cell)
        pack.end(from)
      }
    }
  }

  #packId(id: string | bigint): void {
    const from = this.#pack.begin()
    writeId(this.#pack.to, id)
    this.#pack.end(from)
  }

  #packPrefix(family: number, position: number): void {
    const from = this.#pack.begin()
    writePrefix(this.#pack.to, family, position)
    this.#pack.end(from)
  }

  async #run(
    script: RedisScript,
    keys: readonly (string | Buffer)[],
    args: readonly Buffer[],
  ): Promise<RedisReply> {
    const { source, partition, token } = this.#claim
    if (this.#failure !== null) throw this.#failure
    try {
      return await this.#link.script(
        script,
        [this.#keys.writer(source, partition), ...keys],
        [token, ...args],
      )
    } catch (error) {
      throw this.#refusal(error)
    }
  }

  /** What a script refused, in words; anything else as it is. */
  #refusal(error: unknown): unknown {
    if (!(error instanceof PlumblineError)) return error
    if (error.message.includes(claimedAway)) {
      return new PlumblineError(
        'store-failed',
        `${this.#name} was claimed by another worker: stop this one, its writes are refused`,
      )
    }
    if (error.message.includes(stateLost)) {
      return new PlumblineError(
        'store-failed',
        `the state of ${this.#name} in Redis is not what this worker left there: claim it again and rebuild it from the log`,
      )
    }
    return error
  }

  #expiryOf(document: string): RowExpiry {
    return new RowExpiry(this.#policy, document, this.#claim.source)
  }

  get #name(): string {
    return `partition ${this.#claim.partition} of ${this.#claim.source}`
  }

  get #watermarkKey(): string {
    return this.#keys.watermark(this.#claim.source, this.#claim.partition)
  }

  #idsKey(document: string, key: string): Buffer {
    return this.#keys.ids(document, this.#claim.source, this.#claim.partition, key)
  }

  #cellsKey(document: string, key: string): Buffer {
    return this.#keys.cells(document, this.#claim.source, this.#claim.partition, key)
  }
}
