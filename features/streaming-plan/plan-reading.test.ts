import fc from 'fast-check'
import { expect, test } from 'vitest'
import { definitionsOrThrow } from '../resolve-definitions.ts'
import { compileStreamingPlan } from './compile-streaming-plan.ts'
import { bucketOf, factPosition } from './fact-cell.ts'
import { planReading, type Reading } from './plan-reading.ts'
import type { SourcePlan } from './streaming-plan.ts'
import { tileNumber } from './tile-sizes.ts'

const lengths = ['3us', '2s', '6s', '1m', '61m', '24h', '8d', '400d', undefined] as const

const features = lengths.flatMap((length, i) =>
  (['left', 'right'] as const).map(closed => [
    `f${i}_${closed}`,
    {
      source: 'payments',
      aggregate: { kind: 'count' },
      window: length === undefined ? { closed } : { length, closed, ...(i % 3 === 0 ? { slide: '7s' } : {}) },
    },
  ]),
)

const plan = compileStreamingPlan(
  definitionsOrThrow({
    schema: 'plumbline.definitions/1',
    name: 'fraud',
    version: 1,
    entity: { account: 'string' },
    sources: { payments: { key: { account: 'account' }, fields: { account: 'string' } } },
    features: Object.fromEntries(features),
  }),
).get('payments')!

/** How many pieces of a group's window hold an instant, by the cells that they read and the bounds that they keep to. */
function coverage({ tiles, bucket }: SourcePlan, reading: Reading, group: number, at: number): number {
  const part = reading.groups[group]!
  return part.pieces.filter(piece => {
    const { family, from, to } = reading.ranges[piece.range]!
    if (piece.kind === 'tiles') {
      const { size } = tiles[part.group.tiles[piece.tile]!]!
      return (
        family - 1 === part.group.tiles[piece.tile] &&
        tileNumber(at, size) >= from &&
        tileNumber(at, size) < to
      )
    }
    const position = factPosition(bucketOf(at, bucket), 5)
    const within = at >= piece.bounds.from && at < piece.bounds.to
    if (within) expect(position >= from && position < to).toBe(true)
    return within
  }).length
}

test('the pieces of a window hold each of its instants once and no other, at every T', () => {
  const asOf = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -(10 ** 9), max: 10 ** 9 }))
  const back = fc.oneof(
    fc.integer({ min: -5, max: 5 }),
    fc.integer({ min: -(10 ** 7), max: 10 ** 9 }),
    fc.integer({ min: 0, max: 4 * 10 ** 13 }),
  )
  fc.assert(
    fc.property(asOf, fc.array(back, { minLength: 1 }), fc.nat(plan.groups.length - 1), (T, distances, i) => {
      const group = plan.groups[i]!
      const { from, to } = plan.seams.bounds(group.window, T)
      const reading = planReading(plan, T, 0)
      const edges = [from, from - 1, to, to - 1].filter(Number.isFinite)
      for (const at of [...edges, ...distances.map(distance => T - distance)]) {
        if (!Number.isSafeInteger(at)) continue
        expect(coverage(plan, reading, i, at), `${T} ${at}`).toBe(at >= from && at < to ? 1 : 0)
      }
    }),
    { numRuns: 3_000 },
  )
})

test('long windows are mostly read by tiles: no edge reads more than an hour of facts', () => {
  const reading = planReading(plan, 1_772_323_234_567_890, 0)
  for (const { group, pieces } of reading.groups) {
    if (group.window.length !== null && group.window.length < 24 * 3_600_000_000) continue
    for (const piece of pieces) {
      if (piece.kind === 'facts') expect(piece.bounds.to - piece.bounds.from).toBeLessThan(3_600_000_000)
    }
  }
})
