import { PlumblineError } from '../../features/plumbline-error.ts'
import type { IdState, IdStates } from '../../features/streaming-plan/id-state.ts'
import type { CellsRead, CellsWanted, FoundCells, RowWrite } from '../../features/streaming-plan/row.ts'
import { cellOf, foundCells, memberBounds } from './cell-member.ts'
import { type KnownCell, KnownCells, type StandingCell } from './known-cells.ts'
import { MsgpackWriter } from './msgpack-writer.ts'
import type { PartitionWriter, Watermark } from './online-store.ts'
import { type NewlyKnown, packId, packPrefix, packRow } from './pack-row.ts'
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
import { decodeIdState } from './stored-bytes.ts'
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

/** Bytes of rows that are sent as one argument, so that neither side copies them one by one; a row is not parted. */
const argumentBytes = 64 * 2 ** 10

/** Bytes of cells that a writer remembers at most. */
const knownBytesMax = 8 * 2 ** 20

const noStates: IdStates = new Map()

/** Places and bytes in turn. */
type FoundPlaces = readonly (number | Buffer)[]

/** What is asked of one row, and what of it is not known. */
interface CellsAsked {
  readonly key: string
  readonly wanted: CellsWanted
  /** By family, as asked. */
  readonly points: readonly (readonly KnownCell[])[]
  readonly unknown: readonly KnownCell[]
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
  /** Keys of ids and cells, in turn, of the rows that are staged. */
  readonly #stagedKeys: Buffer[] = []
  readonly #stagedRows: Buffer[] = []
  readonly #newly: NewlyKnown[] = []
  #stagedBytes = 0
  readonly #known = new KnownCells(knownBytesMax)
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
      for (const id of ids) packId(this.#pack, id)
    }
    const keys = requests.map(({ key }) => this.#idsKey(document, key))
    const found = (await this.#run(readIdsScript, keys, [this.#pack.take()])) as FoundPlaces
    const read = this.#expiryOf(document).readers()
    let [at, place] = [0, 0]
    return requests.map(({ ids }) => {
      const first = place
      place += ids.length
      // Most ids are new.
      if (at === found.length || (found[at] as number) >= place) return noStates
      const states = new Map<string | bigint, IdState>()
      for (; at < found.length && (found[at] as number) < place; at += 2) {
        states.set(ids[(found[at] as number) - first]!, read(decodeIdState(found[at + 1] as Buffer)))
      }
      return states
    })
  }

  async readCells(
    document: string,
    requests: readonly { readonly key: string; readonly wanted: CellsWanted }[],
  ): Promise<readonly CellsRead[]> {
    const all = requests.map(({ key, wanted }) => this.#lookUp(document, key, wanted))
    const asked = all.filter(({ unknown, wanted }) => unknown.length > 0 || wanted.ranges.length > 0)
    const [single, ...found] = asked.length === 0 ? [[]] : await this.#askCells(document, asked)
    let [at, place, range] = [0, 0, 0]
    const ranges = new Map<CellsAsked, readonly FoundCells[]>()
    for (const row of asked) {
      for (const known of row.unknown) {
        const isThere = at < single.length && single[at] === place
        known.stands = isThere ? standingOf(single[at + 1] as Buffer) : null
        if (isThere) at += 2
        place++
      }
      if (row.wanted.ranges.length === 0) continue
      ranges.set(
        row,
        row.wanted.ranges.map(() => foundCells(found[range++]!)),
      )
    }
    return all.map(row => {
      const points = row.points.map(known => known.map(({ stands }) => stands?.cell))
      return { points, ranges: ranges.get(row) ?? [] }
    })
  }

  #lookUp(document: string, key: string, wanted: CellsWanted): CellsAsked {
    const row = this.#known.row(rowName(document, key))
    const unknown: KnownCell[] = []
    const points = wanted.points.map((positions, family) => {
      return positions.map(position => {
        const known = row.find(family, position) ?? row.add(family, position)
        if (known.stands === undefined) unknown.push(known)
        return known
      })
    })
    return { key, wanted, points, unknown }
  }

  async #askCells(document: string, asked: readonly CellsAsked[]): Promise<[FoundPlaces, ...Buffer[][]]> {
    const pack = this.#pack
    pack.clear()
    pack.list(asked.length * 2)
    for (const { unknown, wanted } of asked) {
      pack.list(unknown.length)
      for (const { family, position } of unknown) packPrefix(pack, family, position)
      pack.list(wanted.ranges.length * 2)
      for (const bound of wanted.ranges.flatMap(memberBounds)) pack.bytes(bound)
    }
    const keys = asked.map(({ key }) => this.#cellsKey(document, key))
    return (await this.#run(readCellsScript, keys, [pack.take()])) as unknown as [FoundPlaces, ...Buffer[][]]
  }

  /** What is staged stays in this process, so that Redis is not asked: whether it may be written `publish` finds out. */
  async stage(document: string, rows: readonly RowWrite[]): Promise<void> {
    if (this.#failure !== null) throw this.#failure
    const expiry = this.#expiryOf(document)
    const trims = expiry.trims()
    const pack = this.#pack
    pack.clear()
    let at = 0
    while (at < rows.length) {
      const list = pack.beginList()
      const first = at
      while (at < rows.length && pack.to.length < argumentBytes) {
        const write = rows[at++]!
        const { key } = write
        const known = this.#known.row(rowName(document, key))
        packRow(pack, { known, write, trims, until: expiry.until(write) }, this.#newly)
        this.#stagedKeys.push(this.#idsKey(document, key), this.#cellsKey(document, key))
      }
      pack.endList(list, at - first)
      this.#stagedBytes += pack.to.length
      this.#refuseMuch()
      this.#stagedRows.push(pack.take())
    }
  }

  #refuseMuch(): void {
    if (this.#stagedBytes <= stagedBytesMax) return
    throw new PlumblineError(
      'store-failed',
      `a batch for ${this.#name} has more than ${stagedBytesMax} bytes: take fewer records at once`,
    )
  }

  async check(): Promise<void> {
    await this.#run(checkScript, [this.#watermarkKey], [this.#stands])
  }

  async publish(watermark: Watermark): Promise<void> {
    const next = watermarkBytes(watermark)
    const [keys, rows] = [this.#stagedKeys.splice(0), this.#stagedRows.splice(0)]
    this.#stagedBytes = 0
    try {
      await this.#run(publishScript, [this.#watermarkKey, ...keys], [this.#stands, next, ...rows])
    } catch (error) {
      this.#failure = error
      throw error
    }
    this.#stands = next
    const newly = this.#newly.splice(0)
    // What is forgotten in time is looked up each time, since it may be gone.
    if (this.#policy !== null) return this.#known.clear()
    for (const { known, stands } of newly) known.stands = stands
    this.#known.settle()
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

/** No document has a space in its name. */
function rowName(document: string, key: string): string {
  return `${document} ${key}`
}

function standingOf(member: Buffer): StandingCell {
  return { cell: cellOf(member), member: member.toString('latin1') }
}
