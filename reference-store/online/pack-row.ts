import type { Cell, RowWrite } from '../../features/streaming-plan/row.ts'
import { writeMember, writePrefix } from './cell-member.ts'
import type { KnownCell, KnownRow, StandingCell } from './known-cells.ts'
import type { MsgpackWriter } from './msgpack-writer.ts'
import { writeIdState } from './stored-bytes.ts'
import { writeId } from './text-bytes.ts'

/** What stands when a row is published. */
export interface NewlyKnown {
  readonly known: KnownCell
  readonly stands: StandingCell | null
}

export interface RowToPack {
  readonly known: KnownRow
  readonly write: RowWrite
  /** Bounds, in pairs, of cells that go. */
  readonly trims: readonly Buffer[]
  readonly until: readonly Buffer[]
}

/**
 * Writes a row as the script that publishes takes it; what comes is encoded straight into the bytes that are sent. Cells
 * that are written and were known are added to `newly`.
 */
export function packRow(
  pack: MsgpackWriter,
  { known, write, trims, until }: RowToPack,
  newly: NewlyKnown[],
): void {
  pack.list(6)
  pack.list(write.ids.size * 2)
  for (const [id, state] of write.ids) {
    packId(pack, id)
    const from = pack.begin()
    writeIdState(pack.to, state)
    pack.end(from)
  }
  writtenCells.gather(write.cells, known)
  writtenCells.pack(pack, newly)
  for (const items of [trims, until]) {
    pack.list(items.length)
    for (const item of items) pack.bytes(item)
  }
}

export function packId(pack: MsgpackWriter, id: string | bigint): void {
  const from = pack.begin()
  writeId(pack.to, id)
  pack.end(from)
}

export function packPrefix(pack: MsgpackWriter, family: number, position: number): void {
  const from = pack.begin()
  writePrefix(pack.to, family, position)
  pack.end(from)
}

/** The cells of a row that is packed, side by side; kept from one row to the next, since every record means several. */
class WrittenCells {
  readonly #families: number[] = []
  readonly #positions: number[] = []
  /** Null: it goes. */
  readonly #cells: (Cell | null)[] = []
  readonly #known: (KnownCell | undefined)[] = []
  #count = 0

  gather(cells: RowWrite['cells'], row: KnownRow): void {
    this.#count = 0
    for (let family = 0; family < cells.length; family++) {
      const written = cells[family]!
      if (written.size === 0) continue
      for (const [position, cell] of written) {
        const at = this.#count++
        this.#families[at] = family
        this.#positions[at] = position
        this.#cells[at] = cell
        this.#known[at] = row.find(family, position)
      }
    }
  }

  /** Three lists: the members that go, the prefixes of those that do where they are not known, the members that come. */
  pack(pack: MsgpackWriter, newly: NewlyKnown[]): void {
    this.#packMembers(pack)
    this.#packUnknown(pack)
    this.#packNew(pack, newly)
    for (let i = 0; i < this.#count; i++) {
      const known = this.#known[i]
      if (this.#cells[i] === null && known !== undefined) newly.push({ known, stands: null })
      // What was written is not to be held on to.
      this.#cells[i] = null
      this.#known[i] = undefined
    }
  }

  #packMembers(pack: MsgpackWriter): void {
    const list = pack.beginList()
    let count = 0
    for (let i = 0; i < this.#count; i++) {
      const stands = this.#known[i]?.stands
      if (stands == null) continue
      const from = pack.begin()
      pack.to.text(stands.member, 'latin1', stands.member.length)
      pack.end(from)
      count++
    }
    pack.endList(list, count)
  }

  #packUnknown(pack: MsgpackWriter): void {
    const list = pack.beginList()
    let count = 0
    for (let i = 0; i < this.#count; i++) {
      if (this.#known[i]?.stands !== undefined) continue
      packPrefix(pack, this.#families[i]!, this.#positions[i]!)
      count++
    }
    pack.endList(list, count)
  }

  #packNew(pack: MsgpackWriter, newly: NewlyKnown[]): void {
    const list = pack.beginList()
    let count = 0
    for (let i = 0; i < this.#count; i++) {
      const cell = this.#cells[i]
      if (cell === null) continue
      const known = this.#known[i]
      const from = pack.begin()
      writeMember(pack.to, this.#families[i]!, this.#positions[i]!, cell)
      // What nobody asked for, such as a part that was sealed, is not asked for again.
      if (known !== undefined) newly.push({ known, stands: { cell, member: pack.to.lettersFrom(from) } })
      pack.end(from)
      count++
    }
    pack.endList(list, count)
  }
}

const writtenCells = new WrittenCells()
