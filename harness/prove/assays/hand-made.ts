import { features } from '../../../features/builder/features.ts'
import { source } from '../../../features/builder/source.ts'
import type { PlacedRecord } from '../../../features/log-record.ts'
import type { Instant, State, Value } from '../../../features/value.ts'
import type { History, ServedCell, ServedRow, TrainingRow } from '../../history/history.ts'

const event = source('events', {
  key: { account: 'who' },
  fields: { who: 'string', amount: 'float', units: 'int', paid: 'bool' },
})

export const hand = features('hand', 1, {
  left: event.count().over('10s'),
  right: event.count().over('10s', { closed: 'right' }),
  sum: event.sum(e => e.amount).over('10s'),
  units: event.sum(e => e.units),
  paid: event
    .where(e => e.paid)
    .count()
    .over('10s'),
  newest: event.latest(e => e.units, { ttl: '5s' }),
})

/** µs. */
const second = 1_000_000
const at = (seconds: number): Instant => 1_000 * second + Math.round(seconds * second)

type Fact = readonly [
  id: string,
  time: number,
  arrival: number,
  amount: number,
  units: bigint | null,
  paid: boolean | null,
]

const facts: readonly Fact[] = [
  ['a', 0, 0, 0.1, 1n, true],
  ['b', 5, 5, 0.2, 2n, null],
  ['c', 10, 10, 0.7, null, true],
  // It arrives four seconds late, after the first two questions.
  ['d', 8, 12, 0.4, 4n, true],
]

/** When the training set is cut: at the last arrival. */
const cut = at(12)

/** The values of one question, worked out by hand from `docs/semantics.md`. */
interface Known {
  readonly asOf: Instant
  readonly served: Readonly<Record<string, readonly [Value, State]>>
  readonly trained: Readonly<Record<string, Value>>
}

const zero = [0n, 'not-found'] as const
const expired = [null, 'expired'] as const
const present = <T extends Value>(value: T) => [value, 'present'] as const

export const known: readonly Known[] = [
  {
    asOf: at(10),
    served: {
      left: present(2n),
      right: present(2n),
      sum: present(0.1 + 0.2),
      units: present(3n),
      paid: present(1n),
      newest: present(2n),
    },
    trained: { left: 3n, right: 3n, sum: 0.1 + 0.2 + 0.4, units: 7n, paid: 2n, newest: 4n },
  },
  {
    asOf: at(10.000001),
    served: {
      left: present(2n),
      right: present(2n),
      sum: present(0.2 + 0.7),
      units: present(3n),
      paid: present(1n),
      newest: [null, 'null'],
    },
    trained: { left: 3n, right: 3n, sum: 0.2 + 0.7 + 0.4, units: 7n, paid: 2n, newest: null },
  },
  {
    asOf: at(15),
    served: {
      left: present(3n),
      right: present(2n),
      sum: present(0.2 + 0.4 + 0.7),
      units: present(7n),
      paid: present(2n),
      newest: [null, 'null'],
    },
    trained: { left: 3n, right: 2n, sum: 0.2 + 0.4 + 0.7, units: 7n, paid: 2n, newest: null },
  },
  {
    asOf: at(15.000001),
    served: {
      left: present(2n),
      right: present(2n),
      sum: present(0.4 + 0.7),
      units: present(7n),
      paid: present(2n),
      newest: expired,
    },
    trained: { left: 2n, right: 2n, sum: 0.4 + 0.7, units: 7n, paid: 2n, newest: null },
  },
  {
    asOf: at(30),
    served: {
      left: zero,
      right: zero,
      sum: [null, 'not-found'],
      units: present(7n),
      paid: zero,
      newest: expired,
    },
    trained: { left: 0n, right: 0n, sum: null, units: 7n, paid: 0n, newest: null },
  },
]

const records: readonly PlacedRecord[] = facts.map(([id, time, arrival, amount, units, paid], position) => ({
  source: 'events',
  id,
  eventTime: at(time),
  arrivalTime: at(arrival),
  op: 'upsert',
  revision: 0,
  fields: { who: 'x', amount, units, paid },
  position,
  placement: null,
}))

export const rightServed: readonly ServedRow[] = known.map(({ asOf, served }, i) => ({
  probeId: BigInt(i),
  key: ['x'],
  asOf,
  answeredAt: asOf,
  cells: Object.fromEntries(
    Object.entries(served).map(([column, [value, state]]): [string, ServedCell] => [
      column,
      { value, state },
    ]),
  ),
  request: {},
  version: 1,
  askedVersion: null,
  applied: null,
  // It had applied all that had arrived.
  watermark: asOf,
}))

export const rightTraining: readonly TrainingRow[] = known.map(({ asOf, trained }, i) => ({
  probeId: BigInt(i),
  key: ['x'],
  asOf,
  values: trained,
}))

/** A History of one key and four facts, with these rows. */
export function handHistory(
  served = rightServed,
  training: readonly TrainingRow[] | null = rightTraining,
): History {
  return {
    page: {
      training: { reading: 'as-trained', cut },
      completeFrom: {},
      scenario: 'by hand',
      seed: null,
      options: {},
      store: null,
    },
    events: new Map([['events', records]]),
    tables: [{ target: { kind: 'document', definitions: hand.definitions }, served, training }],
  }
}

/** The History with one served cell changed. */
export function withServed(row: number, column: string, cell: ServedCell): History {
  const changed = rightServed.map((each, i) => {
    return i === row ? { ...each, cells: { ...each.cells, [column]: cell } } : each
  })
  return handHistory(changed)
}

/** The History with one training value changed. */
export function withTrained(row: number, column: string, value: Value): History {
  const changed = rightTraining.map((each, i) => {
    return i === row ? { ...each, values: { ...each.values, [column]: value } } : each
  })
  return handHistory(rightServed, changed)
}
