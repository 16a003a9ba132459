import { intMax, intMin } from '../features/literal-value.ts'
import type { LogRecord } from '../features/log-record.ts'
import type { Value } from '../features/value.ts'
import { calculated } from './features/calculated.ts'
import { prompt } from './interleaving.ts'
import { scenario } from './scenario.ts'

const start = 1_772_323_200_000_000
const second = 1_000_000

type Fields = Readonly<Record<string, Value>>

/** Traders whose newest trade holds what a call has an edge at. */
const traders: Readonly<Record<string, Fields>> = {
  plain: { price: 2.5, units: 7n, side: 'Sell', due: 1_772_323_800_000_000n, open: true },
  other: { price: -2.5, units: -3n, side: '😀', due: -1n, open: false },
  zero: { price: -0, units: 0n, side: '', due: 0n, open: false },
  greatest: { price: 1e308, units: intMax, side: 'Ä', due: 0n, open: true },
  least: { price: 1, units: intMin, side: '\uE000', due: 1n, open: true },
  nothing: { price: null, units: null, side: null, due: null, open: null },
}

const requests: readonly Fields[] = [
  { x: 2.5, n: 7n, word: 'Sell', when: 1_772_323_800_000_000n, yes: true },
  { x: -2.5, n: -7n, word: 'Ä', when: 0n, yes: false },
  { x: 0, n: 3n, word: '😀', when: -1n, yes: null },
  { x: 1e308, n: intMax, word: '\uE000', when: 1n, yes: true },
  { x: 800, n: intMin, word: 'İ', when: 0n, yes: false },
  { x: null, n: null, word: null, when: null, yes: null },
]

const records = Object.entries(traders).map(
  ([trader, fields], i): LogRecord => ({
    source: 'trades',
    id: `t${i}`,
    eventTime: start + i * second,
    arrivalTime: start + i * second,
    op: 'upsert',
    revision: 0,
    fields: { trader, fee: 0.25, lot: 2n, ...fields },
  }),
)

/** Each call of an expression on every pair of values at its edges: null, zero, the ends of a type, letters beyond ASCII. */
export default scenario('every-call', {
  features: calculated,
  records,
  questions: [...Object.keys(traders), 'nobody'].map(account => ({
    askedAt: start + 60 * second,
    questions: requests.map(request => ({
      target: 'calculated',
      key: { account },
      asOf: start + 60 * second,
      request,
    })),
  })),
  interleaving: prompt(),
  mustMark: {
    always: [
      'where true',
      'where false',
      'nulls skip-as-zero',
      'call eq-null',
      'call ne-null',
      'call lt-equal',
      'call le-equal',
      'call gt-equal',
      'call ge-equal',
      'call ge-code-point',
      'call and-null',
      'call or-null',
      'call not-null',
      'call isNull',
      'call coalesce',
      'call if-null',
      'call add-overflow',
      'call sub-overflow',
      'call mul-overflow',
      'call div-zero',
      'call div-whole',
      'call mod-sign',
      'call mod-zero',
      'call neg-overflow',
      'call abs-overflow',
      'call floor-negative',
      'call sqrt-negative',
      'call ln-zero',
      'call exp-infinite',
      'call lower-ascii',
      'call concat-null',
      'call length-code-points',
      'on-demand request',
      'exact float32',
      'exact last-digit',
      'exact whole',
      'exact double',
      'exact milliseconds',
      'minus-zero',
    ],
  },
  mustHappen: { requests: 30, cellsCompared: 1_000, nonEmpty: 400 },
})
