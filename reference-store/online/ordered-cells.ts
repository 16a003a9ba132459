import type { Cell, FoundCells } from '../../features/streaming-plan/row.ts'

const nothing: FoundCells = { positions: [], cells: [] }

/** Cells ordered by position in two parallel arrays: most are appended, so that most writes move nothing. */
export class OrderedCells {
  readonly #positions: number[] = []
  readonly #cells: Cell[] = []

  get(position: number): Cell | undefined {
    const at = this.#lowerBound(position)
    return this.#positions[at] === position ? this.#cells[at] : undefined
  }

  /** Null removes the cell. */
  put(position: number, cell: Cell | null): void {
    const at = this.#lowerBound(position)
    const found = this.#positions[at] === position
    if (cell === null) {
      if (!found) return
      this.#positions.splice(at, 1)
      this.#cells.splice(at, 1)
    } else if (found) {
      this.#cells[at] = cell
    } else if (at === this.#positions.length) {
      this.#positions.push(position)
      this.#cells.push(cell)
    } else {
      this.#positions.splice(at, 0, position)
      this.#cells.splice(at, 0, cell)
    }
  }

  /** From `from` (inclusive) to `to` (exclusive). */
  within(from: number, to: number): FoundCells {
    const first = this.#lowerBound(from)
    const end = this.#lowerBound(to)
    if (first >= end) return nothing
    return { positions: this.#positions.slice(first, end), cells: this.#cells.slice(first, end) }
  }

  /** The first place whose position is not below; the end is looked at first, where most searches end. */
  #lowerBound(position: number): number {
    let high = this.#positions.length
    if (high === 0 || this.#positions[high - 1]! < position) return high
    if (this.#positions[high - 1] === position) return high - 1
    let low = 0
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#positions[middle]! < position) low = middle + 1
      else high = middle
    }
    return low
  }
}
