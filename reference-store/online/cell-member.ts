import type { Cell, CellRange, FoundCells } from '../../features/streaming-plan/row.ts'
import { ByteWriter } from './byte-writer.ts'
import { decodeStored, writeStored } from './stored-bytes.ts'

const familyMax = 254
/** Bytes of a member before its stored cell. */
export const prefixBytes = 8
/** `[` and `(`. */
const atOrAfter = 0x5b
const before = 0x28
/** Makes the upper part of every position within ±2⁵³ positive. */
const bias = 2 ** 21

const writer = new ByteWriter()

/**
 * A row's cells are one sorted set whose members all have the score 0, so that Redis orders them by their bytes:
 * family (1 byte), position (7, most significant first), then the stored cell.
 */
export function writeMember(to: ByteWriter, family: number, position: number, cell: Cell): void {
  writePrefix(to, family, position)
  writeStored(to, cell)
}

/** What the member of a position begins with, whatever cell is there: 8 bytes. */
export function writePrefix(to: ByteWriter, family: number, position: number): void {
  if (family > familyMax || !Number.isSafeInteger(position))
    throw new RangeError(`family ${family} has no place for a cell at ${position}`)
  const high = Math.floor(position / 2 ** 32)
  to.byte(family)
  to.bigEndian(high + bias, 3)
  to.bigEndian(position - high * 2 ** 32, 4)
}

export function cellMember(family: number, position: number, cell: Cell): Buffer {
  writer.clear()
  writeMember(writer, family, position, cell)
  return writer.take()
}

/** A range as the two bounds that ZRANGEBYLEX takes. */
export function memberBounds({ family, from, to }: CellRange): readonly [Buffer, Buffer] {
  return [bound(atOrAfter, family, from), bound(before, family, to)]
}

/** Members in the order of Redis, which is that of positions. */
export function foundCells(members: readonly Buffer[]): FoundCells {
  if (members.length === 0) return noCells
  const positions = new Array<number>(members.length)
  const cells = new Array<Cell>(members.length)
  for (let i = 0; i < members.length; i++) {
    const member = members[i]!
    positions[i] = (member.readUIntBE(1, 3) - bias) * 2 ** 32 + member.readUInt32BE(4)
    cells[i] = cellOf(member)
  }
  return { positions, cells }
}

export function cellOf(member: Buffer): Cell {
  return decodeStored(member, prefixBytes)
}

const noCells: FoundCells = { positions: [], cells: [] }

function bound(mark: number, family: number, position: number): Buffer {
  writer.clear()
  writer.byte(mark)
  if (position > Number.MAX_SAFE_INTEGER) writer.byte(family + 1)
  else writePrefix(writer, family, Math.max(Math.ceil(position), Number.MIN_SAFE_INTEGER))
  return writer.take()
}
