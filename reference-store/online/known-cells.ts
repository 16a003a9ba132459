import type { Cell } from '../../features/streaming-plan/row.ts'

/** A cell as it stands in Redis. */
export interface StandingCell {
  readonly cell: Cell
  /** Its bytes, one letter each. */
  readonly member: string
}

/** What is known of one cell; null: there is none, undefined: that is yet to be asked. */
export interface KnownCell {
  readonly family: number
  readonly position: number
  stands: StandingCell | null | undefined
}

/** Cells of each family of a row that are remembered from one batch to the next: what is written is mostly new. */
const cellsMax = 4

/** Up to so many cells are looked through one by one. */
const unindexedMax = 32

export class KnownRow {
  #cells: KnownCell[] = []
  #index: Map<string, KnownCell> | null = null
  /** Bytes of all members, as the last `trim` left them. */
  bytes = 0

  find(family: number, position: number): KnownCell | undefined {
    if (this.#index !== null) return this.#index.get(`${family} ${position}`)
    const cells = this.#cells
    for (let i = cells.length - 1; i >= 0; i--) {
      const cell = cells[i]!
      if (cell.position === position && cell.family === family) return cell
    }
    return undefined
  }

  /** One that is not known yet. */
  add(family: number, position: number): KnownCell {
    const cell: KnownCell = { family, position, stands: undefined }
    this.#cells.push(cell)
    if (this.#index !== null) this.#index.set(`${family} ${position}`, cell)
    else if (this.#cells.length > unindexedMax)
      this.#index = new Map(this.#cells.map(each => [`${each.family} ${each.position}`, each]))
    return cell
  }

  /** Forgets all but the cells of each family that were asked for last. */
  trim(): void {
    if (this.#cells.length > cellsMax) {
      const counts: number[] = []
      this.#cells = this.#cells.toReversed().filter(({ family }) => {
        counts[family] = (counts[family] ?? 0) + 1
        return counts[family] <= cellsMax
      })
      this.#cells.reverse()
      this.#index = null
    }
    this.bytes = 0
    for (const { stands } of this.#cells) this.bytes += 16 + (stands?.member.length ?? 0)
  }
}

/**
 * Single cells that the one writer of a partition need not read again, since nobody else may change them: some of each
 * row, and of so many rows as have so many bytes, those that came first going first.
 */
export class KnownCells {
  readonly #bytesMax: number
  readonly #rows = new Map<string, KnownRow>()
  /** Asked for since `settle`. */
  readonly #asked = new Set<KnownRow>()
  #bytes = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  /** Bytes of what is remembered. */
  get bytes(): number {
    return this.#bytes
  }

  /** Whatever is found or added in it is known until `settle`, at the least. */
  row(name: string): KnownRow {
    let row = this.#rows.get(name)
    if (row === undefined) {
      row = new KnownRow()
      this.#rows.set(name, row)
    }
    this.#asked.add(row)
    return row
  }

  /** Forgets what is more than is to be kept. */
  settle(): void {
    for (const row of this.#asked) {
      this.#bytes -= row.bytes
      row.trim()
      this.#bytes += row.bytes
    }
    this.#asked.clear()
    for (const [name, { bytes }] of this.#rows) {
      if (this.#bytes <= this.#bytesMax) break
      this.#bytes -= bytes
      this.#rows.delete(name)
    }
  }

  clear(): void {
    this.#rows.clear()
    this.#asked.clear()
    this.#bytes = 0
  }
}
