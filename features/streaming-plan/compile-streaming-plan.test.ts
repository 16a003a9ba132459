import { expect, test } from 'vitest'
import { definitionsOrThrow } from '../resolve-definitions.ts'
import { compileStreamingPlan } from './compile-streaming-plan.ts'

const amount = { field: 'amount' }
const source = 'payments'

function planOf(features: Readonly<Record<string, object>>) {
  const definitions = definitionsOrThrow({
    schema: 'plumbline.definitions/1',
    name: 'fraud',
    version: 1,
    entity: { account: 'string' },
    sources: {
      payments: { key: { account: 'payer' }, fields: { payer: 'string', amount: 'float', units: 'int' } },
    },
    features: Object.fromEntries(Object.entries(features).map(([name, rest]) => [name, { source, ...rest }])),
  })
  return compileStreamingPlan(definitions).get(source)!
}

test('features that differ in window, closedness, ttl or emptiness alone share one fold, others do not', () => {
  const sum = { kind: 'sum', of: amount }
  const plan = planOf({
    hour: { aggregate: sum, window: { length: '1h' } },
    day: { aggregate: sum, window: { length: '1d', closed: 'right' }, whenEmpty: 0 },
    zeroed: { aggregate: sum, window: { length: '1h' }, nulls: 'zero' },
    prompt: { aggregate: sum, window: { length: '1h' }, allowedLateness: '1m' },
    large: { aggregate: sum, where: { call: 'gt', args: [amount, { literal: 1 }] } },
    larger: { aggregate: sum, where: { call: 'gt', args: [amount, { literal: 2 }] } },
    newest: { aggregate: { kind: 'latest', of: amount, ttl: '1h' } },
    ever: { aggregate: { kind: 'latest', of: amount } },
  })
  expect(plan.folds).toHaveLength(6)
  expect(plan.columns).toHaveLength(3)
  expect(plan.groups.flatMap(({ features }) => features.map(({ feature }) => feature.name)).sort()).toEqual([
    'day',
    'ever',
    'hour',
    'large',
    'larger',
    'newest',
    'prompt',
    'zeroed',
  ])
})

test('tiles above an hour are merged of smaller ones that hold all their folds', () => {
  const plan = planOf({
    minute: { aggregate: { kind: 'count' }, window: { length: '2m' } },
    ever: { aggregate: { kind: 'sum', of: amount } },
    month: { aggregate: { kind: 'max', of: amount }, window: { length: '30d' } },
  })
  expect(plan.tiles.map(({ size, from }) => [size / 1e6, from])).toEqual([
    [10, null],
    [3_600, null],
    [86_400, 1],
    [2_592_000, 2],
  ])
  for (const { folds, from } of plan.tiles) {
    if (from !== null) expect(plan.tiles[from]!.folds).toEqual(expect.arrayContaining([...folds]))
  }
})

test('versions are kept, and lateness is judged, only where some feature asks for it', () => {
  const count = { aggregate: { kind: 'count' } }
  const plain = planOf({ a: count })
  expect([plain.keepsVersions, plain.judgesLateness]).toEqual([false, false])
  const scheduled = planOf({
    a: { ...count, refresh: { every: '1d' } },
    b: { ...count, allowedLateness: '0s' },
  })
  expect([scheduled.keepsVersions, scheduled.judgesLateness]).toEqual([true, true])
  expect(scheduled.groups.find(({ refresh }) => refresh !== null)!.tiles).toEqual([])
})
