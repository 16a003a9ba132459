import type { LogRecord } from '../features/log-record.ts'
import { desks } from './features/desks.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

const start = 1_772_323_200_000_000
const second = 1_000_000

/** Pairs that one separator or another makes one text, that blanks, case or a null's text confuse, and some in two orders. */
const keys: readonly (readonly [place: string, till: string])[] = [
  ['a', 'b:c'],
  ['a:b', 'c'],
  ['a', 'b|c'],
  ['a|b', 'c'],
  ['a', 'b,c'],
  ['a,b', 'c'],
  ['a', 'b_c'],
  ['a_b', 'c'],
  ['1', '11'],
  ['11', '1'],
  ['', 'null'],
  ['null', ''],
  ['null', 'c'],
  ['', 'c'],
  ['a ', 'b'],
  ['a', ' b'],
  ['a', 'b'],
  ['A', 'b'],
]

/** Each key has as many facts as its place in the list, so that no two can be exchanged unnoticed. */
const records: readonly LogRecord[] = keys
  .flatMap(([place, till], i) =>
    Array.from({ length: i + 1 }, (_, j) => ({ place, till, amount: BigInt(2 ** i), j })),
  )
  .map(({ j, ...fields }, i) => ({
    source: 'sales',
    id: BigInt(i),
    eventTime: start + j * second,
    arrivalTime: start + i * second,
    op: 'upsert',
    revision: 0,
    fields,
  }))

const asked = [...keys, [null, 'c'], ['a', null], [null, null]] as const
const end = start + 300 * second

const at = (asOf: number) => ({
  askedAt: asOf,
  questions: asked.map(([place, till]) => ({ target: 'desks', key: { place, till }, asOf, request: {} })),
})

/** The very keys that a careless encoding takes for one another, or for a key with a null part. */
export default scenario('careless-keys', {
  features: desks,
  records,
  questions: [at(start + 100 * second), at(end), at(end + 1_200 * second)],
  interleaving: random({ batch: 40 }),
  mustHappen: { probes: 60, nullKeys: 9, cellsCompared: 120, nonEmpty: 40 },
})
