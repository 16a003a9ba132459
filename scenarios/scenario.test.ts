import { expect, test } from 'vitest'
import { features, service, source } from '../features/builder/index.ts'
import { between, oneOf } from '../generators/draw.ts'
import { uniform, zipf } from '../generators/keys.ts'
import { exponential } from '../generators/lateness.ts'
import { random } from './interleaving.ts'
import { isScenario, type ScenarioOptions, scenario, scenarioTargets } from './scenario.ts'

const payments = source('payments', {
  key: { account: 'payer' },
  fields: { payer: 'string', amount: 'float', settled: 'bool' },
})
const fraud = features('fraud', 3, { spend_24h: payments.sum(p => p.amount).over('1d') })

const minimal: ScenarioOptions = { features: fraud, stream: { count: 10 }, mustHappen: { cellsCompared: 1 } }

test('a scenario of ten lines, as the guide shows it', () => {
  const made = scenario('late payments on a hot account', {
    features: fraud,
    stream: {
      count: between(60, 120),
      keys: zipf(1.2, { hot: 0.3 }),
      late: exponential('10m'),
      nulls: { amount: 0.05 },
    },
    interleaving: random({ crash: 1 }),
    probe: { count: 30, at: { edges: 1 } },
    mustHappen: { late: 30, nullInputs: 1, crashes: 1, cellsCompared: 30 },
  })
  expect(isScenario(made)).toBe(true)
  expect(made.definitions).toEqual([fraud.definitions])
  expect(scenarioTargets(made).map(target => target.kind)).toEqual(['document'])
})

test('what a scenario cannot mean does not compile, and is refused with its mend', () => {
  // @ts-expect-error nothing counts lates
  expect(() => scenario('x', { ...minimal, mustHappen: { lates: 1 } })).toThrow(
    'the scenario x demands lates, which nothing counts: did you mean late?',
  )
  expect(() => scenario('x', { ...minimal, mustHappen: { late: 0.5 } })).toThrow('write a whole number')
  expect(() => scenario('x', { ...minimal, stream: { count: 1, nulls: { amuont: 0.5 } } })).toThrow(
    'speaks of the field amuont, which the source payments lacks: did you mean amount?',
  )
  expect(() => scenario('x', { ...minimal, streams: { payment: { count: 1 } } })).toThrow(
    'did you mean payments?',
  )
  expect(() => scenario('x', { features: fraud, mustHappen: {} })).toThrow('add stream, or streams.payments')
  expect(() => scenario('x', { ...minimal, features: [] })).toThrow('has no features')
  // @ts-expect-error a stream has no lateness of that kind
  expect(scenario('x', { ...minimal, stream: { count: 1, late: 'always' } })).toBeDefined()
})

test('documents of a service are opened and asked even where they are not listed', () => {
  const shop = source('shops', { key: { shop: 'shop' }, fields: { shop: 'string' } })
  const shops = features('shops', 1, { seen: shop.count() })
  const made = scenario('x', {
    ...minimal,
    streams: { shops: { count: oneOf(1, 2), keys: uniform(1) } },
    services: [service('checkout', [fraud, shops])],
  })
  expect(made.definitions.map(each => each.name)).toEqual(['fraud', 'shops'])
  expect(scenarioTargets(made)).toHaveLength(3)
})
