import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyText } from '../../features/streaming-plan/key-text.ts'
import { arbitraryCase } from '../../generators/arbitraries/arbitrary-case.ts'
import { mergeByArrival } from '../../generators/generate-events.ts'
import { FrontDoor } from '../ingest/front-door.ts'
import { InProcessEventLog } from '../ingest/in-process-event-log.ts'
import { IngestWorker, workerGroup } from '../ingest/ingest-worker.ts'
import { storeSeams } from '../store-seams.ts'
import { wireDocuments } from '../wire-documents.ts'
import { compareRegions } from './compare-regions.ts'
import { InProcessOnlineStore } from './in-process-online-store.ts'
import type { CurrentRead, RangeQuery } from './online-store.ts'

const partitions = 2
const families = 8
const everything = (family: number) => {
  return { family, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
}

test('two regions that took one log in different batches hold the same, and one that took less is behind', async () => {
  let compared = 0
  let behind = 0
  await fc.assert(
    fc.asyncProperty(
      arbitraryCase({ facts: 40 }),
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      async ({ definitions, records }, batch, stops) => {
        const log = new InProcessEventLog(partitions, [workerGroup, 'other'])
        const { consumers, sources } = wireDocuments({ definitions, services: [] }, storeSeams)
        const all = mergeByArrival(records)
        await new FrontDoor(log, sources).ingest(all)
        const regions = [new InProcessOnlineStore(partitions), new InProcessOnlineStore(partitions)] as const
        for (const [i, region] of regions.entries()) {
          const worker = await IngestWorker.start(log, region, consumers)
          for (let partition = 0; partition < partitions; partition++) {
            for (let takes = 0; takes < 1_000; takes++) {
              const applied = await worker.apply(partition, i === 0 ? 1_000 : batch)
              if (applied.kind === 'died' || applied.records === 0 || (i === 1 && stops)) break
            }
          }
        }
        const keys = new Set<string>()
        const queries: RangeQuery[] = []
        for (const [source, each] of consumers) {
          for (const { document, judge } of each) {
            for (const record of all) {
              if (record.source !== source) continue
              const verdict = judge(record)
              if (verdict.legal) keys.add(verdict.key)
            }
            const rows = [...keys].flatMap(key => [0, 1].map(partition => ({ partition, key })))
            const ranges = Array.from({ length: families }, (_, family) => everything(family))
            queries.push({ document, source, rows, ranges })
          }
        }
        const found = compareRegions(
          queries,
          regions[0].readCurrent(queries),
          regions[1].readCurrent(queries),
        )
        expect(found.filter(({ kind }) => kind === 'divergence')).toEqual([])
        if (!stops) expect(found).toEqual([])
        compared += queries.flatMap(query => query.rows).length
        behind += found.length
      },
    ),
    { numRuns: 60 },
  )
  expect(compared).toBeGreaterThan(100)
  expect(behind).toBeGreaterThan(0)
})

test('a fact that differs, a cell that is missing and a partition that is behind are told apart', () => {
  const key = keyText(['a'])
  const ranges = [everything(0), everything(1)]
  const rows = [0, 1].map(partition => ({ partition, key }))
  const queries: RangeQuery[] = [{ document: 'fraud@3', source: 'payments', rows, ranges }]
  const read = (facts: readonly unknown[], tiles: readonly number[], ...next: number[]): CurrentRead => {
    const found = { positions: facts.map((_, i) => i), cells: facts }
    const tile = { positions: tiles, cells: tiles.map(() => next) }
    return {
      watermarks: new Map([['payments', next.map(each => ({ next: each, documents: {} }))]]),
      answers: [
        [
          [found, tile],
          [found, tile],
        ],
      ],
    }
  }
  const base = read([{ amount: 0 }, 'x'], [4, 5], 7, 9)
  const place = { kind: 'divergence', document: 'fraud@3', source: 'payments', key }
  expect(compareRegions(queries, base, base)).toEqual([])
  expect(compareRegions(queries, base, read([{ amount: -0 }, 'x'], [4, 5], 7, 8))).toEqual([
    { kind: 'lag', source: 'payments', partition: 1, next: [9, 8] },
    { ...place, partition: 0, family: 0, position: 0 },
  ])
  expect(compareRegions(queries, base, read([{ amount: 0 }], [5], 7, 9))).toEqual(
    [0, 1].flatMap(partition => [
      { ...place, partition, family: 0, position: 1 },
      { ...place, partition, family: 1, position: 4 },
    ]),
  )
})
