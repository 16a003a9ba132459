import { expect, test } from 'vitest'
import { budgetText } from './slo.ts'
import { parseSloFile } from './slo-file.ts'

const read = (json: unknown) =>
  parseSloFile(typeof json === 'string' ? json : JSON.stringify(json), 'slo.json', ['checkout', 'fraud'])

// Would catch a file whose budgets are dropped: the run would pass by the defaults.
test('each set has the budgets that it declares, and the defaults of the kinds that it says nothing of', () => {
  const { sets } = read({
    sets: { checkout: { p50: '5ms', 'p99.9': '120ms', errors: '0.1%' }, fraud: { 'freshness.p95': '250ms' } },
  })
  expect(sets.get('checkout')?.map(budgetText)).toEqual([
    'p50=5ms',
    'p99.9=120ms',
    'errors=0.1%',
    'freshness.p99=1s',
  ])
  expect(sets.get('fraud')?.map(budgetText)).toEqual(['freshness.p95=250ms', 'p99=50ms'])
  expect(read({ sets: {} }).sets.size).toBe(0)
})

test.each([
  ['{', 'slo.json is not JSON: write it as in { "sets"'],
  [[], 'slo.json: it must be an object'],
  [{}, 'slo.json, sets: it must be an object with the budgets of each set: write it as in'],
  [{ sets: {}, p99: '5ms' }, 'slo.json has p99 at its top, where only sets may stand: write it as in'],
  [
    { sets: { checkout: 'p99=5ms' } },
    'slo.json, sets › checkout: it must be an object with a bound for each',
  ],
  [{ sets: { checkout: { p99: 50 } } }, 'slo.json, sets › checkout › p99: it must be a text, such as "50ms"'],
  [{ sets: { checkout: {} } }, 'slo.json declares no budget for checkout: give one, or leave the set out'],
  [
    { sets: { chekout: { p99: '5ms' } } },
    'declares the set chekout, which is not in its features file: did you mean checkout?',
  ],
  [
    { sets: { checkout: { p99: '5' } } },
    'slo.json, set checkout: the SLO budget p99=5 cannot be read: its bound is',
  ],
  [
    { sets: { checkout: { p101: '5ms' } } },
    'slo.json, set checkout: the SLO budget p101=5ms cannot be read: a percentile',
  ],
  [
    { sets: { checkout: { p99: '5ms,p50=1ms' } } },
    'slo.json, set checkout: the SLO budget p99=5ms p50=1ms cannot be',
  ],
  [{ sets: { checkout: { p99: '5ms', 'p99.0': '6ms' } } }, 'slo.json, set checkout: the SLO gives p99 twice'],
  [{ sets: { checkout: { 'freshness.errors': '1%' } } }, 'errors are counted of requests'],
])('%j is refused in one sentence that names the place and the mend', (json, sentence) => {
  expect(() => read(json)).toThrow(sentence)
})
