import type { RowWrite } from '../../features/streaming-plan/row.ts'
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
  packCells(pack, sortOut(write.cells, known), newly)
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

/** A cell that is written, and what is known of the one that stands in its place. */
interface WrittenCell {
  readonly family: number
  readonly position: number
  /** Null: it goes. */
  readonly cell: unknown
  readonly known: KnownCell | undefined
}

interface SortedOut {
  readonly members: readonly string[]
  readonly unknown: readonly WrittenCell[]
  readonly come: readonly WrittenCell[]
  readonly gone: readonly KnownCell[]
}

function sortOut(cells: RowWrite['cells'], row: KnownRow): SortedOut {
  const [members, unknown, come, gone]: [string[], WrittenCell[], WrittenCell[], KnownCell[]] = [
    [],
    [],
    [],
    [],
  ]
  for (let family = 0; family < cells.length; family++) {
    const written = cells[family]!
    if (written.size === 0) continue
    for (const [position, cell] of written) {
      const known = row.find(family, position)
      const each = { family, position, cell, known }
      if (known?.stands === undefined) unknown.push(each)
      else if (known.stands !== null) members.push(known.stands.member)
      if (cell !== null) come.push(each)
      else if (known !== undefined) gone.push(known)
    }
  }
  return { members, unknown, come, gone }
}

/** Three lists: the members that go, the prefixes of those that do where they are not known, the members that come. */
function packCells(
  pack: MsgpackWriter,
  { members, unknown, come, gone }: SortedOut,
  newly: NewlyKnown[],
): void {
  pack.list(members.length)
  for (const member of members) {
    const from = pack.begin()
    pack.to.text(member, 'latin1', member.length)
    pack.end(from)
  }
  pack.list(unknown.length)
  for (const { family, position } of unknown) packPrefix(pack, family, position)
  pack.list(come.length)
  for (const { family, position, cell, known } of come) {
    const from = pack.begin()
    writeMember(pack.to, family, position, cell)
    // What nobody asked for, such as a part that was sealed, is not asked for again.
    if (known !== undefined) newly.push({ known, stands: { cell, member: pack.to.lettersFrom(from) } })
    pack.end(from)
  }
  for (const known of gone) newly.push({ known, stands: null })
}
