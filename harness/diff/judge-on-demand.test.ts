import { describe, expect, test } from 'vitest'
import type { Value } from '../../features/value.ts'
import {
  type CaseSketch,
  define,
  judgeCase,
  type RowSketch,
  serve,
  servedOutcomes,
  trainingOutcomes,
  withState,
} from './testing/judge-case.ts'

const sum = { aggregate: { kind: 'sum', of: { field: 'x' } } }
const max = { aggregate: { kind: 'max', of: { field: 'x' } } }
const call = (name: string, ...args: object[]) => ({ call: name, args })
const feature = (name: string) => ({ feature: name })
const literal = (value: number) => ({ literal: value, type: 'float' })
const onDemand = (expression: object, request: object = {}) => ({ onDemand: expression, request })

const facts = [
  { t: 10, x: 0.1 },
  { t: 20, x: 0.2 },
  { t: 30, a: 130, x: 1 },
]
const spend = 0.1 + 0.2
const room = 2 * 2 ** -52 * spend

function served(features: CaseSketch['features'], cells: RowSketch['cells'], more: Partial<RowSketch> = {}) {
  return servedOutcomes(judgeCase({ features, facts, row: { t: 100, cells, ...more } }))
}

describe('on the row’s own inputs (§ 8)', () => {
  const features = { spend: sum, twice: onDemand(call('add', feature('spend'), feature('spend'))) }

  test('a wrong input is one mismatch, not two', () => {
    expect(served(features, { spend: 7, twice: 14 })).toEqual({ spend: 'defect', twice: 'equal' })
  })

  test('the right result of the wrong input is a defect', () => {
    expect(served(features, { spend: 7, twice: spend + spend })).toEqual({ spend: 'defect', twice: 'defect' })
  })

  test('without ln, exp, dot or cosine it is exact', () => {
    expect(served(features, { spend, twice: 2 * spend + Number.EPSILON })).toEqual({
      spend: 'equal',
      twice: 'defect',
    })
  })

  test('with them it gets relative 2⁻⁴⁸, and no more', () => {
    const features = { spend: sum, e: onDemand(call('exp', feature('spend'))) }
    const e = Math.exp(spend)
    expect(served(features, { spend, e: e * (1 + 2 ** -48.5) })).toEqual({ spend: 'equal', e: 'equal' })
    expect(served(features, { spend, e: e * (1 + 2 ** -47) })).toEqual({ spend: 'equal', e: 'defect' })
    expect(served(features, { spend, e: Number.POSITIVE_INFINITY })).toEqual({ spend: 'equal', e: 'defect' })
  })

  test('a chain reads served on-demand values, and only the link that uses exp has room', () => {
    const features = {
      spend: sum,
      e: onDemand(call('exp', feature('spend'))),
      after: onDemand(call('add', feature('e'), literal(1))),
    }
    const e = Math.exp(spend) * (1 + 2 ** -49)
    expect(served(features, { spend, e, after: e + 1 })).toEqual({
      spend: 'equal',
      e: 'equal',
      after: 'equal',
    })
    expect(served(features, { spend, e, after: Math.exp(spend) + 1 })).toEqual({
      spend: 'equal',
      e: 'equal',
      after: 'defect',
    })
  })

  test('the probe’s request fields are used, an absent one is null', () => {
    const share = onDemand(call('div', { request: 'amount' }, feature('spend')), { amount: 'float' })
    const features = { spend: sum, share }
    expect(served(features, { spend, share: 3 / spend }, { request: { amount: 3 } })).toEqual({
      spend: 'equal',
      share: 'equal',
    })
    expect(served(features, { spend, share: withState('null') })).toEqual({ spend: 'equal', share: 'equal' })
    expect(served(features, { spend, share: withState('not-found') })).toEqual({
      spend: 'equal',
      share: 'defect',
    })
    expect(served(features, { spend, share: 0 })).toEqual({ spend: 'equal', share: 'defect' })
  })

  test('an input in state error is not judged, an error of its own is an error', () => {
    const cells = { spend: withState('error'), twice: 1 }
    expect(served(features, cells)).toEqual({ spend: 'error', twice: 'notJudged' })
    expect(served(features, { spend, twice: withState('error') })).toEqual({ spend: 'equal', twice: 'error' })
  })

  test('an input that is not found or expired gives its value', () => {
    const none = { spend: { ...sum, whenEmpty: 5 }, twice: features.twice }
    const cells = { spend: withState('not-found', 5), twice: withState('present', 10) }
    expect(served(none, cells, { key: ['b'] })).toEqual({ spend: 'equal', twice: 'equal' })
  })

  test('a training row is judged on its own inputs', () => {
    const judge = (training: Record<string, Value>) => {
      return trainingOutcomes(
        judgeCase({ features, facts, row: { t: 100, cells: {} }, training: [training] }),
      )
    }
    expect(judge({ spend: spend + 1, twice: 2 * (spend + 1) })).toEqual({ spend: 'equal', twice: 'equal' })
    expect(judge({ spend: 9, twice: 18 })).toEqual({ spend: 'defect', twice: 'equal' })
    expect(judge({ spend: spend + 1, twice: 2 * spend })).toEqual({ spend: 'equal', twice: 'defect' })
  })

  test('a service’s own features read its documents, and a document’s its own', () => {
    const target = serve([define(features)], { more: onDemand(call('add', feature('d.twice'), literal(1))) })
    const cells = { d__spend: spend, d__twice: 8, more: 9 }
    expect(servedOutcomes(judgeCase({ target, facts, row: { t: 100, cells } }))).toEqual({
      d__spend: 'equal',
      d__twice: 'defect',
      more: 'equal',
    })
  })
})

describe('without its own inputs (§ 8)', () => {
  const negative = { spend: sum, neg: onDemand(call('neg', feature('spend'))) }

  test('a result matches between the results at both ends of the input’s room', () => {
    expect(served(negative, { neg: -spend })).toEqual({ neg: 'equal' })
    expect(served(negative, { neg: -spend + room })).toEqual({ neg: 'equal' })
    expect(served(negative, { neg: -spend - room })).toEqual({ neg: 'equal' })
    expect(served(negative, { neg: -spend - 2 * room })).toEqual({ neg: 'defect' })
  })

  test('an exact input gives one result', () => {
    const features = { top: max, neg: onDemand(call('neg', feature('top'))) }
    expect(served(features, { neg: -0.2 })).toEqual({ neg: 'equal' })
    expect(served(features, { neg: -0.2 - Number.EPSILON })).toEqual({ neg: 'defect' })
  })

  test('the value in the middle matches where both ends give the same', () => {
    const balanced = [
      { t: 10, x: 1 },
      { t: 20, x: -1 },
    ]
    const features = { spend: sum, square: onDemand(call('mul', feature('spend'), feature('spend'))) }
    const judge = (square: number) => {
      return servedOutcomes(judgeCase({ features, facts: balanced, row: { t: 100, cells: { square } } }))
    }
    expect(judge(0)).toEqual({ square: 'equal' })
    expect(judge(0.5)).toEqual({ square: 'defect' })
  })

  test('it is not judged where null-ness changes within the room', () => {
    const balanced = [
      { t: 10, x: 1 },
      { t: 20, x: -1 },
    ]
    const inverse = { spend: sum, inverse: onDemand(call('div', literal(1), feature('spend'))) }
    const row = { t: 100, cells: { inverse: 5 } }
    expect(servedOutcomes(judgeCase({ features: inverse, facts: balanced, row }))).toEqual({
      inverse: 'notJudged',
    })
    expect(servedOutcomes(judgeCase({ features: inverse, facts, row }))).toEqual({ inverse: 'defect' })
  })

  test('it is not judged where a branch changes within the room, and only then', () => {
    const over = (limit: number) => ({
      spend: sum,
      flag: onDemand(call('if', call('gt', feature('spend'), literal(limit)), literal(1), literal(2))),
    })
    expect(served(over(spend), { flag: 7 })).toEqual({ flag: 'notJudged' })
    expect(served(over(spend + 1), { flag: 2 })).toEqual({ flag: 'equal' })
    expect(served(over(spend + 1), { flag: 1 })).toEqual({ flag: 'defect' })
  })

  test('a branch that is not reached may change', () => {
    const inner = call('if', call('gt', feature('spend'), literal(spend)), literal(1), literal(2))
    const features = {
      spend: sum,
      flag: onDemand(call('if', call('isNull', feature('spend')), inner, literal(3))),
    }
    expect(served(features, { flag: 3 })).toEqual({ flag: 'equal' })
    expect(served(features, { flag: 1 })).toEqual({ flag: 'defect' })
  })

  test('one input of its own and one recomputed', () => {
    const features = { spend: sum, top: max, all: onDemand(call('add', feature('spend'), feature('top'))) }
    expect(served(features, { top: 5, all: 5 + spend })).toEqual({ top: 'defect', all: 'equal' })
    expect(served(features, { top: 5, all: 0.2 + spend })).toEqual({ top: 'defect', all: 'defect' })
  })

  test('an on-demand input that was not served is computed on the way, exp’s room with it', () => {
    const features = {
      top: max,
      e: onDemand(call('exp', feature('top'))),
      after: onDemand(call('sub', feature('e'), literal(1))),
    }
    const after = Math.exp(0.2) * (1 + 2 ** -48.5) - 1
    expect(served(features, { top: 0.2, after })).toEqual({ top: 'equal', after: 'equal' })
    expect(served(features, { top: 0.2, after: after + 1e-9 })).toEqual({ top: 'equal', after: 'defect' })
    expect(served(features, { after })).toEqual({ after: 'equal' })
  })

  test('an input that is not judged leaves it not judged', () => {
    const features = {
      spend: { ...sum, window: { length: '95us' } },
      neg: onDemand(call('neg', feature('spend'))),
    }
    const row = { t: 100, cells: { neg: 1 } }
    expect(servedOutcomes(judgeCase({ features, facts, row, completeFrom: { log: 6 } }))).toEqual({
      neg: 'notJudged',
    })
  })

  test('it is stale with its inputs, at the K that explains most', () => {
    expect(served(negative, { neg: -0.1 })).toEqual({ neg: 'staleness 81' })
    expect(served(negative, { neg: -0.1 }, { watermark: 15 })).toEqual({ neg: 'staleness 85' })
    expect(served(negative, { neg: -0.1 }, { watermark: 25 })).toEqual({ neg: 'defect' })
    const features = {
      ...negative,
      n: { aggregate: { kind: 'count' } },
      again: { aggregate: { kind: 'count' } },
    }
    expect(served(features, { n: 2n, again: 2n, neg: -0.1 })).toEqual({
      n: 'equal',
      again: 'equal',
      neg: 'defect',
    })
  })

  test('over two sources that nothing else shows, both are searched', () => {
    const two = [...facts, { source: 'other', t: 12, x: 10 }, { source: 'other', t: 24, x: 20 }]
    const features = {
      here: max,
      there: { ...max, source: 'other' },
      all: onDemand(call('add', feature('here'), feature('there'))),
    }
    const judge = (all: number, more: Partial<RowSketch> = {}) => {
      return servedOutcomes(judgeCase({ features, facts: two, row: { t: 100, cells: { all }, ...more } }))
    }
    expect(judge(20.2)).toEqual({ all: 'equal' })
    expect(judge(10.1)).toEqual({ all: 'staleness 81' })
    expect(judge(10.3)).toEqual({ all: 'defect' })
    const shown = { t: 100, cells: { here: 0.2, all: 10.1 } }
    expect(servedOutcomes(judgeCase({ features, facts: two, row: shown }))).toEqual({
      here: 'equal',
      all: 'defect',
    })
  })

  test('a training set that lacks the inputs leaks through the result', () => {
    const late = [
      { t: 10, x: 1 },
      { t: 20, a: 150, x: 2 },
    ]
    const judge = (neg: number) => {
      const sketch = {
        features: negative,
        facts: late,
        reading: 'as-known' as const,
        row: { t: 100, cells: {} },
      }
      return trainingOutcomes(judgeCase({ ...sketch, training: [{ neg }] }))
    }
    expect(judge(-1)).toEqual({ neg: 'equal' })
    expect(judge(-3)).toEqual({ neg: 'leak' })
    expect(judge(-2)).toEqual({ neg: 'defect' })
  })

  test('a standard deviation and a tolerance give their own ends', () => {
    const features = {
      spread: { aggregate: { kind: 'stddev', of: { field: 'x' } } },
      top: { ...max, tolerance: { absolute: 0.5 } },
      a: onDemand(call('neg', feature('spread'))),
      b: onDemand(call('neg', feature('top'))),
    }
    const spread = Math.sqrt(0.005)
    expect(served(features, { a: -spread * (1 + 4e-10), b: -0.7 })).toEqual({ a: 'equal', b: 'equal' })
    expect(served(features, { a: -spread * (1 + 8e-10), b: -0.71 })).toEqual({ a: 'defect', b: 'defect' })
  })
})
