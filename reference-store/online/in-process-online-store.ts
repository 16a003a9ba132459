import { PlumblineError } from '../../features/plumbline-error.ts'
import type { IdStates } from '../../features/streaming-plan/id-state.ts'
import type { CellsRead, CellsWanted, FoundCells, RowWrite } from '../../features/streaming-plan/row.ts'
import { IdTable } from './id-table.ts'
import type {
  CurrentRead,
  OnlineStore,
  PartitionWriter,
  RangeAnswer,
  RangeQuery,
  Watermark,
} from './online-store.ts'
import { OrderedCells } from './ordered-cells.ts'

const unwritten: Watermark = { next: 0, documents: {} }
const noIds: IdStates = new IdTable()
const noCells: FoundCells = { positions: [], cells: [] }

/** An `OnlineStore` in memory. */
export class InProcessOnlineStore implements OnlineStore {
  readonly #partitions: number
  readonly #sources = new Map<string, readonly StatePartition[]>()

  constructor(partitions: number) {
    this.#partitions = partitions
  }

  claim(source: string, partition: number): PartitionWriter {
    return this.#partitionsOf(source)[partition]!.claim(`partition ${partition} of ${source}`)
  }

  watermarks(source: string): readonly Watermark[] {
    return this.#partitionsOf(source).map(partition => partition.watermark)
  }

  readRanges(
    queries: readonly RangeQuery[],
    at: ReadonlyMap<string, readonly Watermark[]>,
  ): readonly RangeAnswer[] | 'superseded' {
    for (const [source, watermarks] of at) {
      const partitions = this.#partitionsOf(source)
      if (watermarks.some((watermark, i) => watermark.next !== partitions[i]!.watermark.next))
        return 'superseded'
    }
    return this.#readRows(queries)
  }

  readCurrent(queries: readonly RangeQuery[]): CurrentRead {
    const sources = new Set(queries.map(query => query.source))
    const watermarks = new Map([...sources].map(source => [source, this.watermarks(source)]))
    return { watermarks, answers: this.#readRows(queries) }
  }

  close(): void {
    this.#sources.clear()
  }

  #readRows(queries: readonly RangeQuery[]): readonly RangeAnswer[] {
    return queries.map(({ document, source, rows, ranges }) => {
      const partitions = this.#partitionsOf(source)
      return rows.map(({ partition, key }) => {
        const row = partitions[partition]!.row(document, key)
        return ranges.map(({ family, from, to }) => row?.families[family]?.within(from, to) ?? noCells)
      })
    })
  }

  #partitionsOf(source: string): readonly StatePartition[] {
    let partitions = this.#sources.get(source)
    if (partitions === undefined) {
      partitions = Array.from({ length: this.#partitions }, () => new StatePartition())
      this.#sources.set(source, partitions)
    }
    return partitions
  }
}

interface Row {
  readonly ids: IdTable
  readonly families: OrderedCells[]
}

class StatePartition {
  watermark: Watermark = unwritten
  /** By document, by key. */
  readonly #rows = new Map<string, Map<string, Row>>()
  #writer: Writer | null = null

  claim(name: string): PartitionWriter {
    this.#writer = new Writer(this, name)
    return this.#writer
  }

  isClaimedBy(writer: Writer): boolean {
    return this.#writer === writer
  }

  row(document: string, key: string): Row | undefined {
    return this.#rows.get(document)?.get(key)
  }

  write(document: string, { key, ids, cells }: RowWrite): void {
    const row = this.row(document, key) ?? this.#addRow(document, key)
    for (const [id, state] of ids) row.ids.set(id, state)
    for (const [family, written] of cells.entries()) {
      if (written.size === 0) continue
      while (row.families.length <= family) row.families.push(new OrderedCells())
      const ordered = row.families[family]!
      for (const [position, cell] of written) ordered.put(position, cell)
    }
  }

  #addRow(document: string, key: string): Row {
    let rows = this.#rows.get(document)
    if (rows === undefined) {
      rows = new Map()
      this.#rows.set(document, rows)
    }
    const row: Row = { ids: new IdTable(), families: [] }
    rows.set(key, row)
    return row
  }
}

class Writer implements PartitionWriter {
  readonly claimed: Watermark
  readonly #partition: StatePartition
  readonly #name: string
  readonly #staged: { document: string; row: RowWrite }[] = []

  constructor(partition: StatePartition, name: string) {
    this.#partition = partition
    this.#name = name
    this.claimed = partition.watermark
  }

  readIds(document: string, requests: readonly { key: string }[]): readonly IdStates[] {
    this.#hold()
    return requests.map(({ key }) => this.#partition.row(document, key)?.ids ?? noIds)
  }

  readCells(
    document: string,
    requests: readonly { key: string; wanted: CellsWanted }[],
  ): readonly CellsRead[] {
    this.#hold()
    return requests.map(({ key, wanted }) => {
      const families = this.#partition.row(document, key)?.families ?? []
      return {
        points: wanted.points.map((positions, family) => {
          return positions.map(position => families[family]?.get(position))
        }),
        ranges: wanted.ranges.map(({ family, from, to }) => families[family]?.within(from, to) ?? noCells),
      }
    })
  }

  stage(document: string, rows: readonly RowWrite[]): void {
    this.#hold()
    for (const row of rows) this.#staged.push({ document, row })
  }

  check(): void {
    this.#hold()
  }

  publish(watermark: Watermark): void {
    this.#hold()
    for (const { document, row } of this.#staged) this.#partition.write(document, row)
    this.#staged.length = 0
    this.#partition.watermark = watermark
  }

  #hold(): void {
    if (this.#partition.isClaimedBy(this)) return
    throw new PlumblineError(
      'store-failed',
      `${this.#name} was claimed by another worker: stop this one, its writes are refused`,
    )
  }
}
