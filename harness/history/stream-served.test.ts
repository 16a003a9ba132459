import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Value } from '../../features/value.ts'
import type { History, ServedRow, TrainingRow } from './history.ts'
import { emptyPage } from './history-page.ts'
import { countStrayTraining } from './match-training.ts'
import { stageMemory } from './stage-memory.ts'
import { type StagedProbe, streamServed } from './stream-served.ts'
import { historyOf } from './testing/arbitrary-history.ts'
import { everyTypeDocument, shopDocument, targets } from './testing/every-type.ts'

const [shop] = targets(shopDocument)
const [fraud] = targets(everyTypeDocument)
const rest = { request: {}, version: null, askedVersion: null, applied: null, watermark: null }

const served = (probeId: bigint | string, merchant: Value, asOf: number): ServedRow => {
  return {
    probeId,
    key: [merchant],
    asOf,
    answeredAt: asOf,
    cells: { takings: { value: asOf, state: null } },
    ...rest,
  }
}
const trained = (
  probeId: bigint | string | null,
  merchant: Value,
  asOf: number,
  takings = 0,
): TrainingRow => {
  return { probeId, key: [merchant], asOf, values: { takings } }
}

async function stream(
  rows: readonly ServedRow[],
  training: readonly TrainingRow[] | null,
): Promise<{ probes: StagedProbe[]; stray: number }> {
  const history: History = {
    page: emptyPage,
    events: new Map(),
    tables: [{ target: shop!, served: rows, training }],
  }
  const staged = await stageMemory(history)
  const probes: StagedProbe[] = []
  for await (const batch of streamServed(staged, staged.tables[0]!)) {
    // Another query in between: a stream on the shared connection would end here, without an error.
    await staged.connection.run('SELECT 1')
    probes.push(...batch)
  }
  const stray = await countStrayTraining(staged, staged.tables[0]!)
  await staged.close()
  return { probes, stray }
}

const takings = ({ probes }: { probes: readonly StagedProbe[] }) =>
  probes.map(({ training }) => training?.map(row => row.values.takings) ?? null)

describe('the training rows of a probe', () => {
  // Catches a match by key where both sides have a probe_id, and a stray row that is not counted.
  test('match by probe_id where both tables have one', async () => {
    const rows = [served('a', 1n, 5), served('b', 1n, 5), served('c', 1n, 5)]
    const found = await stream(rows, [
      trained('b', 1n, 5, 2),
      trained('a', 9n, 9, 1),
      trained('x', 1n, 5, 3),
      trained(null, 1n, 5, 4),
    ])
    expect(takings(found)).toEqual([[1], [2], []])
    expect(found.stray).toBe(2)
  })

  // Catches null keys that do not meet, probes that cannot share a row, and int64 keys that meet through a double.
  test('match by key and as-of time else', async () => {
    const near = 2n ** 53n
    const rows = [
      served('a', 1n, 5),
      served('b', 1n, 5),
      served('c', 1n, 6),
      served('d', null, 5),
      served('e', near, 5),
    ]
    const training = [trained(null, 1n, 5, 1), trained(null, null, 5, 2), trained(null, near + 1n, 5, 3)]
    const found = await stream(rows, training)
    expect(takings(found)).toEqual([[1], [1], [], [2], []])
    expect(found.stray).toBe(1)
  })

  // Catches a fan-out: a row a match, or a match that hides that there are several.
  test('are two where there are several', async () => {
    const found = await stream(
      [served(1n, 1n, 5), served(2n, 1n, 6)],
      [1, 2, 3].map(i => trained(null, 1n, 5, i)),
    )
    expect(takings(found)).toEqual([[1, 2], []])
  })

  test('are null without a training set', async () => {
    expect(takings(await stream([served(1n, 1n, 5)], null))).toEqual([null])
  })
})

describe('the stream of probes', () => {
  // Catches rows that are lost, doubled or out of order where chunks meet, also between two training rows of a probe.
  test('gives every row once, in order', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => served(BigInt(i), BigInt(i), i))
    // One row for the first probe, two for every other: chunks of an even length then end between two.
    const training = rows.flatMap(({ probeId, key, asOf }, i) =>
      (i === 0 ? [1] : [1, 2]).map(takings => trained(probeId, key[0] ?? null, asOf, takings)),
    )
    const { probes } = await stream(rows, training)
    expect(probes.map(probe => probe.row)).toEqual(rows.map((_, i) => i + 1))
    expect(probes.map(probe => probe.served)).toEqual(rows)
    expect(probes.map(probe => probe.training?.length)).toEqual(rows.map((_, i) => (i === 0 ? 1 : 2)))
  })

  // Catches a value or a state that the stream reads otherwise than it was, in any type.
  test('gives rows as they were', async () => {
    await fc.assert(
      fc.asyncProperty(historyOf([fraud!]), async history => {
        const staged = await stageMemory(history)
        const probes: StagedProbe[] = []
        for await (const batch of streamServed(staged, staged.tables[0]!)) probes.push(...batch)
        await staged.close()
        const plain = (rows: readonly ServedRow[]) =>
          rows.map(row => ({ ...row, request: { amount: null, when: null, ...row.request } }))
        expect(plain(probes.map(probe => probe.served))).toEqual(plain(history.tables[0]?.served ?? []))
      }),
      { numRuns: 30 },
    )
  })
})
