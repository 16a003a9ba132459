import { expect, test } from 'vitest'
import type { IdState } from '../../features/streaming-plan/id-state.ts'
import type { CellRange, CellsWanted, RowWrite } from '../../features/streaming-plan/row.ts'
import type { OnlineStore, PartitionWriter, Watermark } from './online-store.ts'

const document = 'fraud@3'
const source = 'payments'

const progress = { highest: 7, greatest: null, rejects: { 'no-id': 2 } } as const
const mark = (next: number): Watermark => ({ next, documents: { [document]: progress } })

const untouched: Watermark = { next: 0, documents: {} }

const stateOf = (revision: number): IdState => ({
  revision,
  firstArrival: 1_772_323_200_000_001,
  lateness: -5,
  eventTime: revision % 2 === 0 ? 12 : null,
  deletes: [],
})

/** Cells of one family by position, as a row is written. */
const row = (key: string, cells: Readonly<Record<number, unknown>>, family = 0): RowWrite => ({
  key,
  ids: new Map(),
  cells: Array.from({ length: family + 1 }, (_, i) => {
    return new Map(i === family ? Object.entries(cells).map(([at, cell]) => [Number(at), cell] as const) : [])
  }),
})

const everything: CellRange = { family: 0, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
const points = (...positions: number[]): CellsWanted => ({ points: [positions], ranges: [] })

/** Declares the tests that every `OnlineStore` must pass. `open` makes an empty store of two partitions. */
export function onlineStoreContract(open: () => OnlineStore | Promise<OnlineStore>): void {
  const opened = async (body: (store: OnlineStore) => Promise<void>) => {
    const store = await open()
    try {
      await body(store)
    } finally {
      await store.close()
    }
  }

  /** The published cells of a range of one row, at the watermarks of now. */
  const readRange = async (
    store: OnlineStore,
    key: string,
    range = everything,
    of = document,
    partition = 0,
  ) => {
    const at = new Map([[source, await store.watermarks(source)]])
    const query = { document: of, source, rows: [{ partition, key }], ranges: [range] }
    const found = await store.readRanges([query], at)
    if (found === 'superseded') throw new Error('nobody writes meanwhile')
    return found[0]![0]![0]!
  }

  const publish = async (writer: PartitionWriter, next: number, ...rows: RowWrite[]) => {
    await writer.stage(document, rows)
    await writer.publish(mark(next))
  }

  test('a partition that was never written is at 0, and holds nothing', () =>
    opened(async store => {
      const writer = await store.claim(source, 1)
      expect(writer.claimed).toEqual({ next: 0, documents: {} })
      expect((await store.watermarks(source)).map(({ next }) => next)).toEqual([0, 0])
      expect(await writer.readCells(document, [{ key: 'a', wanted: points(1) }])).toEqual([
        { points: [[undefined]], ranges: [] },
      ])
      expect((await writer.readIds(document, [{ key: 'a', ids: ['e1'] }]))[0]!.get('e1')).toBe(undefined)
      expect(await readRange(store, 'a')).toEqual({ positions: [], cells: [] })
    }))

  test('what is staged is invisible, to its own writer too, until all of it is published as one', () =>
    opened(async store => {
      const writer = await store.claim(source, 0)
      await writer.stage(document, [row('a', { 1: 'one' })])
      await writer.stage('risk@1', [row('b', { 1: 'other' })])
      expect(await readRange(store, 'a')).toEqual({ positions: [], cells: [] })
      expect((await writer.readCells(document, [{ key: 'a', wanted: points(1) }]))[0]!.points).toEqual([
        [undefined],
      ])
      await writer.publish(mark(2))
      expect(await readRange(store, 'a')).toEqual({ positions: [1], cells: ['one'] })
      expect(await readRange(store, 'b', everything, 'risk@1')).toEqual({ positions: [1], cells: ['other'] })
      expect(await store.watermarks(source)).toEqual([mark(2), { next: 0, documents: {} }])
    }))

  test('rows of one key in two documents, two partitions, two sources are different rows', () =>
    opened(async store => {
      const writer = await store.claim(source, 0)
      await publish(writer, 1, row('a', { 1: 'one' }))
      expect(await readRange(store, 'a', everything, 'fraud@4')).toEqual({ positions: [], cells: [] })
      expect(await readRange(store, 'a', everything, document, 1)).toEqual({ positions: [], cells: [] })
      const at = new Map([['visits', await store.watermarks('visits')]])
      const query = { document, source: 'visits', rows: [{ partition: 0, key: 'a' }], ranges: [everything] }
      expect(await store.readRanges([query], at)).toEqual([[[{ positions: [], cells: [] }]]])
    }))

  test('what a dead worker staged is gone when the partition is claimed, and it can write no more', () =>
    opened(async store => {
      const dead = await store.claim(source, 0)
      await publish(dead, 1, row('a', { 1: 'kept' }))
      await dead.stage(document, [row('a', { 1: 'lost', 2: 'lost' })])
      const heir = await store.claim(source, 0)
      expect(heir.claimed).toEqual(mark(1))
      await publish(heir, 2, row('b', { 5: 'new' }))
      expect(await readRange(store, 'a')).toEqual({ positions: [1], cells: ['kept'] })
      const refused = async (write: () => unknown) => {
        await expect((async () => write())()).rejects.toThrow(/claimed by another worker/)
      }
      await refused(async () => {
        await dead.stage(document, [row('a', { 1: 'zombie' })])
        await dead.publish(mark(9))
      })
      await refused(() => dead.publish(mark(9)))
      await refused(() => dead.check())
      await heir.check()
      await refused(() => dead.readIds(document, [{ key: 'a', ids: [] }]))
      await refused(() => dead.readCells(document, [{ key: 'a', wanted: points(1) }]))
      expect(await store.watermarks(source)).toEqual([mark(2), { next: 0, documents: {} }])
    }))

  test('a range holds its first position and not its last, in order, from −∞ and to ∞', () =>
    opened(async store => {
      const writer = await store.claim(source, 0)
      const far = 2 ** 51
      await publish(writer, 1, row('a', { 5: 'e', 1: 'a', [far]: 'z', 3: 'c' }))
      await publish(writer, 2, row('a', { 4: 'd', 3: 'C', [-far]: 'A' }))
      expect((await readRange(store, 'a')).positions).toEqual([-far, 1, 3, 4, 5, far])
      expect((await readRange(store, 'a')).cells).toEqual(['A', 'a', 'C', 'd', 'e', 'z'])
      expect(await readRange(store, 'a', { family: 0, from: 3, to: 5 })).toEqual({
        positions: [3, 4],
        cells: ['C', 'd'],
      })
      expect((await readRange(store, 'a', { ...everything, to: 1 })).positions).toEqual([-far])
      expect((await readRange(store, 'a', { ...everything, from: 6 })).positions).toEqual([far])
      expect((await readRange(store, 'a', { family: 3, from: 0, to: 9 })).positions).toEqual([])
    }))

  test('families of a row are apart, and null removes a cell', () =>
    opened(async store => {
      const writer = await store.claim(source, 0)
      await publish(writer, 1, row('a', { 1: 'fact', 2: 'fact' }), row('b', { 1: 'tile' }, 2))
      await publish(writer, 2, row('a', { 1: null, 7: null }), row('b', { 1: 'fact' }))
      expect(await readRange(store, 'a')).toEqual({ positions: [2], cells: ['fact'] })
      expect((await readRange(store, 'b')).cells).toEqual(['fact'])
      expect((await readRange(store, 'b', { ...everything, family: 2 })).cells).toEqual(['tile'])
      const wanted = { points: [[1, 2], [], [1]], ranges: [{ family: 2, from: 0, to: 2 }] }
      expect(await writer.readCells(document, [{ key: 'b', wanted }])).toEqual([
        { points: [['fact', undefined], [], ['tile']], ranges: [{ positions: [1], cells: ['tile'] }] },
      ])
    }))

  test('cells come back as they were: big ints, −0, nulls, lists, strings of every kind', () =>
    opened(async store => {
      const writer = await store.claim(source, 0)
      const cell = {
        ints: [-(2n ** 63n), 0n, 2n ** 63n - 1n],
        floats: [-0, 5e-324, 1.7976931348623157e308, 1_772_323_200_000_001],
        texts: ['', 'a ', 'a:b', 'ä\u{10ffff}', '\0'],
        rest: [null, undefined, true, Number.NaN, Number.NEGATIVE_INFINITY, { nested: [[]] }],
        long: [2n ** 70n, -(2n ** 63n) - 1n],
      }
      await publish(writer, 1, row('ä: \u{1f600}', { 1: cell, 2: '\ud800', 3: -0 }))
      const found = await readRange(store, 'ä: \u{1f600}')
      expect(found.cells).toStrictEqual([cell, '\ud800', -0])
    }))

  test('keys and ids of any text are apart, those that UTF-8 cannot write too', () =>
    opened(async store => {
      const writer = await store.claim(source, 0)
      const texts = ['\ud800', '\ud801', '\udc00', '\ufffd', '', '=', '~', '7', '#7', 'a}b', '{p1}', 'a/b']
      await writer.stage(
        document,
        texts.map((key, i) => ({ ...row(key, { 1: key }), ids: new Map([[key, stateOf(i)]]) })),
      )
      await writer.publish(mark(1))
      for (const [i, key] of texts.entries()) {
        expect((await readRange(store, key)).cells).toEqual([key])
        const [ids] = await writer.readIds(document, [{ key, ids: [...texts, 7n] }])
        for (const id of texts) expect(ids!.get(id)).toEqual(id === key ? stateOf(i) : undefined)
        expect(ids!.get(7n)).toBe(undefined)
      }
    }))

  test('rows and the watermarks that they hold for are read together, of several documents and partitions', () =>
    opened(async store => {
      const first = await store.claim(source, 0)
      const second = await store.claim(source, 1)
      await publish(first, 3, row('a', { 1: 'a1', 2: 'a2' }))
      await publish(second, 5, row('b', { 1: 'b1' }))
      const rows = [
        { partition: 1, key: 'b' },
        { partition: 0, key: 'a' },
        { partition: 0, key: 'b' },
      ]
      const ranges = [everything, { family: 0, from: 2, to: 3 }]
      const other = { document: 'risk@1', source: 'visits', rows: [{ partition: 1, key: 'b' }], ranges: [] }
      const { watermarks, answers } = await store.readCurrent([{ document, source, rows, ranges }, other])
      expect([...watermarks]).toEqual([
        [source, [mark(3), mark(5)]],
        ['visits', [untouched, untouched]],
      ])
      const found = answers.map(answer => answer.map(all => all.map(({ cells }) => cells)))
      expect(found).toEqual([
        [
          [['b1'], []],
          [['a1', 'a2'], ['a2']],
          [[], []],
        ],
        [[]],
      ])
    }))

  test('a publication of any size becomes visible: many rows, a row of many ids, one of many cells', () =>
    opened(async store => {
      const writer = await store.claim(source, 0)
      const many = Array.from({ length: 3_000 }, (_, i) => row(`k${i}`, { [i]: i }))
      const ids = new Map(Array.from({ length: 9_001 }, (_, i) => [BigInt(i), stateOf(i)] as const))
      const wide = row('wide', Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [i, i])))
      await publish(writer, 1, ...many, { key: 'ids', ids, cells: [] }, wide)
      await publish(writer, 2, row('wide', { 7: 'new', 8: null }))
      expect((await readRange(store, 'k2999')).cells).toEqual([2_999])
      const [found] = await writer.readIds(document, [{ key: 'ids', ids: [...ids.keys()] }])
      expect([...ids.keys()].every(id => found!.get(id)?.revision === Number(id))).toBe(true)
      const { positions, cells } = await readRange(store, 'wide')
      expect(positions.length).toBe(99_999)
      expect(positions.slice(6, 9)).toEqual([6, 7, 9])
      expect(cells.slice(6, 9)).toEqual([6, 'new', 9])
      const wanted = points(...Array.from({ length: 9_000 }, (_, i) => i * 11))
      const [read] = await writer.readCells(document, [{ key: 'wide', wanted }])
      expect(read!.points[0]!.at(-1)).toBe(8_999 * 11)
    }))

  test('id states come back as they were, ids of the two types apart', () =>
    opened(async store => {
      const writer = await store.claim(source, 0)
      const deleted = {
        revision: 2n ** 60n,
        firstArrival: null,
        lateness: 0,
        eventTime: null,
        deletes: [3, 2n ** 60n],
      }
      const ids = new Map<string | bigint, IdState>([
        ['7', stateOf(0)],
        [7n, stateOf(1)],
        ['gone', deleted],
      ])
      await writer.stage(document, [{ key: 'a', ids, cells: [] }])
      await writer.publish(mark(1))
      await writer.stage(document, [{ key: 'a', ids: new Map([['7', stateOf(4)]]), cells: [] }])
      await writer.publish(mark(2))
      const [found] = await writer.readIds(document, [{ key: 'a', ids: ['7', 7n, 'gone', 'new'] }])
      expect(found!.get('7')).toEqual(stateOf(4))
      expect(found!.get(7n)).toEqual(stateOf(1))
      expect(found!.get('gone')).toEqual(deleted)
      expect(found!.get('new')).toBe(undefined)
    }))

  test('whoever reads at watermarks that have passed is told so', () =>
    opened(async store => {
      const writer = await store.claim(source, 0)
      await publish(writer, 1, row('a', { 1: 'one' }))
      const at = new Map([[source, await store.watermarks(source)]])
      await publish(writer, 2, row('a', { 1: 'two' }))
      const query = { document, source, rows: [{ partition: 0, key: 'a' }], ranges: [everything] }
      expect(await store.readRanges([query], at)).toBe('superseded')
    }))
}
