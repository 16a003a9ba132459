import type { AggregateKind, StoredFeature } from '../../../features/definitions.ts'
import type { Value } from '../../../features/value.ts'
import type { aggregationRules } from '../../../scenarios/rules/aggregations.ts'
import type { Policy } from '../../diagnose/policy.ts'
import type { TracedFact } from '../../diagnose/traced-fact.ts'
import { aggregateInputs } from '../../oracle/specification/aggregate.ts'
import { compareText, isInt64 } from '../../oracle/specification/compare-values.ts'
import { type Flip, type StoredFlip, stored } from '../flip.ts'
import type { MarksOf } from '../marks-of.ts'
import { lostOnGrid } from './clocks.ts'

type Kind = Exclude<AggregateKind, 'latest'>
type Concerns = (feature: StoredFeature) => boolean

const of =
  (...kinds: readonly AggregateKind[]): Concerns =>
  ({ aggregate }) =>
    kinds.includes(aggregate.kind)
const ofType =
  (type: string, ...kinds: readonly AggregateKind[]): Concerns =>
  feature =>
    of(...kinds)(feature) && feature.aggregate.of?.type === type

/** The inputs of a feature are made something else of; undefined: what the rule makes of them. */
function madeOf(
  concerns: Concerns,
  make: (inputs: readonly Value[], facts: readonly TracedFact[], kind: Kind) => Value | undefined,
): StoredFlip {
  return stored(
    ({ facts }) =>
      facts.length === 0
        ? null
        : {
            aggregate: (kind, type, inputs, all, n) => {
              const right = aggregateInputs(kind, type, inputs, all.length, n)
              const value = make(inputs, all, kind)
              return value === undefined ? right : { ...right, value }
            },
          },
    concerns,
  )
}

/** One aggregation is taken for another. */
function taken(kind: Kind, as: Kind): StoredFlip {
  return stored(
    ({ facts }) =>
      facts.length === 0
        ? null
        : { aggregate: (_, type, inputs, all, n) => aggregateInputs(as, type, inputs, all.length, n) },
    of(kind),
  )
}

const total = (inputs: readonly Value[]) => (inputs as readonly number[]).reduce((a, b) => a + b, 0)
const totalInt = (inputs: readonly Value[]) => (inputs as readonly bigint[]).reduce((a, b) => a + b, 0n)
const finite = (value: number): Value => (Number.isFinite(value) ? value : null)

/** Sum and count of squares as doubles hold them, infinite or not. */
function plainVariance(inputs: readonly Value[]): Value {
  const numbers = inputs.map(Number)
  const mean = total(numbers) / numbers.length
  return finite(numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (numbers.length - 1))
}

type Order = Policy['order']
const byId = (a: TracedFact, b: TracedFact) =>
  typeof a.id === 'bigint' && typeof b.id === 'bigint'
    ? Number(a.id - b.id)
    : compareText(String(a.id), String(b.id))
const first =
  (...orders: readonly Order[]): Order =>
  (a, b) =>
    orders.map(order => order(a, b)).find(Boolean) ?? 0
const byTime: Order = (a, b) => a.eventTime - b.eventTime
const byArrival: Order = (a, b) => a.firstArrival - b.firstArrival
const ordered = of('first', 'last', 'lastN', 'latest')

function orderedBy(order: Order, ties: boolean, ids: 'bigint' | 'string' | null = null): StoredFlip {
  return stored(({ traits, facts }) => {
    const met = (!ties || traits.has('ties')) && (ids === null || facts.some(({ id }) => typeof id === ids))
    return met ? { order } : null
  }, ordered)
}

const age = (by: -1 | 0 | 1): StoredFlip =>
  stored(
    ({ look, facts, feature: { aggregate } }) => {
      const newest = facts.at(-1)
      const met = newest !== undefined && look.asOf - newest.eventTime === (aggregate.ttl as number) + by
      return met ? { isExpired: (passed, ttl) => !(passed > (ttl as number)) } : null
    },
    ({ aggregate }) => aggregate.ttl !== null && aggregate.ttl > 0,
  )
const noAge = (by: 0 | 1): StoredFlip =>
  stored(
    ({ look, facts }) => {
      const newest = facts.at(-1)
      const met = newest !== undefined && look.asOf - newest.eventTime === by
      return met ? { isExpired: passed => !(passed > 0) } : null
    },
    ({ aggregate }) => aggregate.ttl === 0,
  )

export const aggregationFlips: MarksOf<typeof aggregationRules, Flip> = {
  'aggregate count': madeOf(of('count'), (inputs, facts, _) =>
    BigInt(Math.max(inputs.length, facts.length) - 1),
  ),
  'aggregate sum': taken('sum', 'mean'),
  'aggregate mean': taken('mean', 'sum'),
  'aggregate min': taken('min', 'max'),
  'aggregate max': taken('max', 'min'),
  'aggregate variance': madeOf(of('variance'), inputs => {
    const value = plainVariance(inputs)
    return inputs.length < 2 || value === null
      ? undefined
      : ((value as number) * (inputs.length - 1)) / inputs.length
  }),
  'aggregate stddev': taken('stddev', 'variance'),
  'aggregate first': taken('first', 'last'),
  'aggregate last': taken('last', 'first'),
  'aggregate lastN': madeOf(of('lastN'), inputs => inputs.slice(0, 1)),
  'aggregate countDistinct': taken('countDistinct', 'count'),
  'aggregate latest': stored(
    ({ facts }) => (facts.length < 2 ? null : { order: (a, b) => byTime(b, a) }),
    of('latest'),
  ),
  'ttl before': age(-1),
  'ttl at': age(0),
  'ttl after': age(1),
  'ttl-zero at': noAge(0),
  'ttl-zero after': noAge(1),
  'ttl-none': stored(
    () => ({ isExpired: passed => passed > 0 }),
    ({ aggregate }) => aggregate.kind === 'latest' && aggregate.ttl === null,
  ),
  'order event-time': orderedBy((a, b) => a.record.arrival - b.record.arrival, false),
  'order arrival': orderedBy(first(byTime, byId), true),
  'order first-upsert': orderedBy(
    first(byTime, (a, b) => a.record.arrival - b.record.arrival, byId),
    true,
  ),
  'order id': orderedBy(
    first(byTime, byArrival, (a, b) => byId(b, a)),
    true,
  ),
  'id-order numbers': orderedBy(
    first(byTime, byArrival, (a, b) => compareText(String(a.id), String(b.id))),
    true,
    'bigint',
  ),
  'id-order code-points': orderedBy(
    first(byTime, byArrival, (a, b) => {
      if (typeof a.id === 'bigint' || typeof b.id === 'bigint') return byId(a, b)
      return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
    }),
    true,
    'string',
  ),
  'distinct-zero': madeOf(ofType('float', 'countDistinct'), inputs =>
    BigInt(new Set(inputs.map(x => (Object.is(x, -0) ? '-0' : String(x)))).size),
  ),
  'lastN order': stored(
    ({ base }) =>
      Array.isArray(base.value) && base.value.length > 1
        ? { answer: answer => ({ ...answer, value: (answer.value as readonly Value[]).toReversed() }) }
        : null,
    of('lastN'),
  ),
  'lastN empty': stored(
    ({ base }) =>
      Array.isArray(base.value) && base.value.length === 0
        ? { answer: answer => ({ ...answer, state: 'null', value: null }) }
        : null,
    of('lastN'),
  ),
  'int-sum partial': madeOf(ofType('int', 'sum'), inputs => {
    let sum = 0n
    for (const each of inputs as readonly bigint[]) {
      sum += each
      if (!isInt64(sum)) return null
    }
    return undefined
  }),
  'int-sum outside': madeOf(ofType('int', 'sum'), inputs =>
    inputs.length === 0 ? undefined : BigInt.asIntN(64, totalInt(inputs)),
  ),
  'int-mean': madeOf(ofType('int', 'mean'), inputs =>
    inputs.length === 0 ? undefined : total(inputs.map(Number)) / inputs.length,
  ),
  'float-limit sum': madeOf(ofType('float', 'sum', 'mean'), (inputs, _, kind) =>
    inputs.length === 0 ? undefined : finite(total(inputs) / (kind === 'sum' ? 1 : inputs.length)),
  ),
  'float-limit variance': madeOf(of('variance', 'stddev'), (inputs, _, kind) => {
    if (inputs.length < 2) return undefined
    // Scaled down before it is squared, as careful libraries do.
    const scale = Math.max(...inputs.map(x => Math.abs(Number(x))))
    const value = scale === 0 ? 0 : (plainVariance(inputs.map(x => Number(x) / scale)) as number)
    const deviation = Math.sqrt(value) * scale
    return finite(kind === 'stddev' ? deviation : deviation * deviation) ?? Number.MAX_VALUE
  }),
  'variance-two': madeOf(of('variance', 'stddev'), inputs => (inputs.length === 1 ? 0 : undefined)),
  'tile-edge before': lostOnGrid(60_000_000, -1),
  'tile-edge at': lostOnGrid(60_000_000, 0),
  'tile-edge after': lostOnGrid(60_000_000, 1),
}
