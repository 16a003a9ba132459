import type { Cell, CellRange, CellsRead, CellsWanted } from './row.ts'

/**
 * The cells of one row while a batch is applied to it: what was read, and over it what is written. A cell that was
 * read is never changed in place; whoever changes one puts a copy.
 */
export class WorkingRow {
  /** By family, by position; undefined stands for a cell that is not there. */
  readonly #read: Map<number, Cell | undefined>[] = []
  /** By family, by position; null removes the cell. */
  readonly written: Map<number, Cell | null>[]
  readonly #ranges: readonly CellRange[]

  constructor(families: number, wanted: CellsWanted, found: CellsRead) {
    this.written = new Array(families).fill(nothingWritten)
    this.#ranges = wanted.ranges
    for (let family = 0; family < families; family++) {
      const positions = wanted.points[family]
      const isEmpty = positions === undefined || positions.length === 0
      // A family of which ranges were asked gets a map of its own below.
      this.#read.push(isEmpty ? nothingRead : readPoints(positions, found.points[family] ?? []))
    }
    for (const [i, { family }] of wanted.ranges.entries()) {
      const { positions, cells } = found.ranges[i]!
      if (this.#read[family] === nothingRead) this.#read[family] = new Map()
      for (const [at, position] of positions.entries()) this.#read[family]!.set(position, cells[at])
    }
  }

  /** A cell as it stands now; undefined where there is none. It must have been asked for. */
  cell(family: number, position: number): Cell | undefined {
    const written = this.written[family]!.get(position)
    if (written !== undefined) return written ?? undefined
    const read = this.#read[family]!
    const cell = read.get(position)
    if (cell === undefined && !read.has(position) && !this.#covers(family, position))
      throw new Error(`the cell ${position} of family ${family} was not read`)
    return cell
  }

  put(family: number, position: number, cell: Cell | null): void {
    // Most rows write few families: a map for each is made when it is first needed.
    if (this.written[family] === nothingWritten) this.written[family] = new Map()
    this.written[family]!.set(position, cell)
  }

  /** Every cell of a range that was asked for, in no order. */
  *within(family: number, from: number, to: number): Generator<Cell> {
    const written = this.written[family]!
    for (const [position, cell] of written) if (position >= from && position < to && cell !== null) yield cell
    for (const [position, cell] of this.#read[family]!) {
      if (cell !== undefined && position >= from && position < to && !written.has(position)) yield cell
    }
  }

  #covers(family: number, position: number): boolean {
    return this.#ranges.some(
      range => range.family === family && position >= range.from && position < range.to,
    )
  }
}

const nothingWritten: Map<number, Cell | null> = new Map()
const nothingRead: Map<number, Cell | undefined> = new Map()

function readPoints(
  positions: readonly number[],
  cells: readonly (Cell | undefined)[],
): Map<number, Cell | undefined> {
  const read = new Map<number, Cell | undefined>()
  for (let i = 0; i < positions.length; i++) read.set(positions[i]!, cells[i])
  return read
}
