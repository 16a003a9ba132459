import type { LogRecord } from '../features/log-record.ts'
import type { Value } from '../features/value.ts'
import { desks } from './features/desks.ts'
import { ledgers } from './features/ledgers.ts'
import { random } from './interleaving.ts'
import { scenario } from './scenario.ts'

const start = 1_772_323_200_000_000
const second = 1_000_000

type Key = Readonly<Record<string, Value>>

/** Pairs that one separator or another makes one text, that blanks, case, normal forms or a null's text confuse, and some in two orders. */
const desk = [
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
  ['\u00e9', 'b'],
  ['e\u0301', 'b'],
].map(([place = '', till = '']): Key => ({ place, till }))

/** Integers that 32 bits, or a double, take for one another. */
const accounts = [
  1n,
  2n ** 32n + 1n,
  2n ** 33n + 1n,
  2n ** 53n,
  2n ** 53n + 1n,
  -(2n ** 53n),
  -(2n ** 53n) - 1n,
]
const ledger = accounts.map((account): Key => ({ account }))

/** Each key has as many facts as its place in the list, so that no two can be exchanged unnoticed. */
function recordsOf(source: string, keys: readonly Key[]): LogRecord[] {
  return keys
    .flatMap((key, i) => Array.from({ length: i + 1 }, (_, j) => ({ key, j, amount: BigInt(2 ** i) })))
    .map(({ key, j, amount }, i) => ({
      source,
      id: BigInt(i),
      eventTime: start + j * second,
      arrivalTime: start + i * second,
      op: 'upsert',
      revision: 0,
      fields: { ...key, amount },
    }))
}

const nulls: readonly Key[] = [
  { place: null, till: 'c' },
  { place: 'a', till: null },
  { place: null, till: null },
]

const end = start + 300 * second

const ask = (asOf: number) => [
  {
    askedAt: asOf,
    questions: [...desk, ...nulls].map(key => ({ target: 'desks', key, asOf, request: {} })),
  },
  {
    askedAt: asOf,
    questions: [...ledger, { account: null }].map(key => ({ target: 'ledgers', key, asOf, request: {} })),
  },
]

/** The very keys that a careless encoding takes for one another, or for a key with a null part. */
export default scenario('careless-keys', {
  features: [desks, ledgers],
  records: [...recordsOf('sales', desk), ...recordsOf('entries', ledger)],
  questions: [start + 100 * second, end, end + 1_200 * second].flatMap(ask),
  interleaving: random({ batch: 40 }),
  mustMark: {
    always: [
      'key order',
      'key joined',
      'key blanks',
      'key case',
      'key normal-form',
      'key 32-bits',
      'key 53-bits',
      'as-known late-data',
    ],
  },
  mustHappen: { probes: 90, nullKeys: 12, cellsCompared: 180, nonEmpty: 60 },
})
