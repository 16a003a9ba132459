import type { Cell, CellRange, FoundCells } from '../../features/streaming-plan/row.ts'
import { decodeStored, encodeStored } from './stored-bytes.ts'

const familyMax = 254
const prefixBytes = 8
/** Makes the upper part of every position within ±2⁵³ positive. */
const bias = 2 ** 21

/**
 * A row's cells are one sorted set whose members all have the score 0, so that Redis orders them by their bytes:
 * family (1 byte), position (7, most significant first), then the stored cell.
 */
export function cellMember(family: number, position: number, cell: Cell): Buffer {
  const stored = encodeStored(cell)
  const member = Buffer.allocUnsafe(prefixBytes + stored.length)
  writePrefix(member, 0, family, position)
  stored.copy(member, prefixBytes)
  return member
}

/** What the member of a position begins with, whatever cell is there. */
export function memberPrefix(family: number, position: number): Buffer {
  const prefix = Buffer.allocUnsafe(prefixBytes)
  writePrefix(prefix, 0, family, position)
  return prefix
}

/** A range as the two bounds that ZRANGEBYLEX takes. */
export function memberBounds({ family, from, to }: CellRange): readonly [Buffer, Buffer] {
  return [bound('[', family, from), bound('(', family, to)]
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

function bound(mark: '[' | '(', family: number, position: number): Buffer {
  const bytes = Buffer.allocUnsafe(prefixBytes + 1)
  bytes.write(mark, 'latin1')
  if (position > Number.MAX_SAFE_INTEGER) {
    bytes[1] = family + 1
    return bytes.subarray(0, 2)
  }
  writePrefix(bytes, 1, family, Math.max(Math.ceil(position), Number.MIN_SAFE_INTEGER))
  return bytes
}

function writePrefix(bytes: Buffer, at: number, family: number, position: number): void {
  if (family > familyMax || !Number.isSafeInteger(position))
    throw new RangeError(`family ${family} has no place for a cell at ${position}`)
  const high = Math.floor(position / 2 ** 32)
  bytes[at] = family
  bytes.writeUIntBE(high + bias, at + 1, 3)
  bytes.writeUInt32BE(position - high * 2 ** 32, at + 4)
}
