import type { StoredFeature } from '../../../features/definitions.ts'
import type { Value } from '../../../features/value.ts'
import { aggregateInputs } from '../../oracle/specification/aggregate.ts'
import type { CauseRule, Variant } from '../cause-rule.ts'
import { evaluateAsked } from '../evaluate-asked.ts'
import type { TracedFact } from '../traced-fact.ts'
import { policyVariant } from './policy-variant.ts'

type Narrow = (value: Value) => Value

const each =
  (narrow: (value: number) => number): Narrow =>
  value => {
    if (Array.isArray(value)) return value.map(element => each(narrow)(element as Value))
    return typeof value === 'number' ? narrow(value) : value
  }
const eachInt =
  (narrow: (value: bigint) => bigint): Narrow =>
  value => {
    if (Array.isArray(value)) return value.map(element => eachInt(narrow)(element as Value))
    return typeof value === 'bigint' ? narrow(value) : value
  }

const decimals = (digits: number) => (value: number) => Math.round(value * 10 ** digits) / 10 ** digits
const significant = (digits: number) => (value: number) => Number(value.toPrecision(digits))
const floorBy = (unit: bigint) => (value: bigint) => value - (((value % unit) + unit) % unit)

/** How values lose digits; the first of a list is the most usual. */
const narrowings: readonly (readonly [string, Narrow])[] = [
  ['float32', each(Math.fround)],
  ['whole numbers', each(Math.trunc)],
  ['whole numbers, rounded', each(Math.round)],
  ['cents', each(decimals(2))],
  ['three decimals', each(decimals(3))],
  ['four decimals', each(decimals(4))],
  ['six decimals', each(decimals(6))],
  ['15 digits', each(significant(15))],
  ['six digits', each(significant(6))],
  ['doubles', eachInt(value => BigInt.asIntN(64, BigInt(Number(value))))],
  ['32 bits', eachInt(value => BigInt.asIntN(32, value))],
  ['milliseconds', eachInt(floorBy(1_000n))],
  ['seconds', eachInt(floorBy(1_000_000n))],
]

/** Digits of a value that get lost. */
export const valuePrecision: CauseRule = {
  says: 'loses digits: values pass through float32, doubles, fewer decimals or coarser times',
  mend: 'carry floats as 64-bit doubles, ints as 64-bit integers and timestamps in microseconds all the way, and sum in doubles',
  looksLike:
    'Values are off in their last digits, or whole digits are gone; integers beyond 2⁵³ end in zeros.',
  example: 'sum(x), k x=0.1 → served 0.10000000149011612, point-in-time gives 0.1',
  known: [{ symptom: 'a float is written as float32', where: 'a seed of ours' }],
  variants: ({ feature }) => {
    const { of, kind } = feature.aggregate
    const because = () => 'the digits that it lacks are lost on the way'
    const ofResult = narrowings
      .filter(([name]) => fits(name, feature.type) && !(name === '32 bits' && kind === 'sum'))
      .map(([name, narrow], i) =>
        policyVariant({
          label: `serves ${name}`,
          cost: 0.5 + i / 8,
          policy: { answer: answer => ({ ...answer, value: narrow(answer.value) }) },
          because,
        }),
      )
    if (of === null || kind === 'latest') return ofResult
    const type = of.type
    const ofInputs = narrowings
      .filter(([name]) => fits(name, type))
      .map(([name, narrow], i) =>
        policyVariant({
          label: `keeps inputs as ${name}`,
          cost: 1 + i / 8,
          policy: {
            aggregate: (aggregate, input, inputs, facts, n) =>
              aggregateInputs(aggregate, input, inputs.map(narrow), facts.length, n),
          },
          because,
        }),
      )
    return [...ofResult, ...ofInputs, ...summed(feature), ...(feature.type === 'float' ? [nearby] : [])]
  },
}

function fits(name: string, type: string): boolean {
  const ofInts = name === 'doubles' || name === '32 bits'
  const ofTimes = name === 'milliseconds' || name === 'seconds'
  if (type.includes('timestamp')) return ofTimes || ofInts
  if (/^(list<)?int/.test(type)) return ofInts
  return /float/.test(type) && !ofInts && !ofTimes
}

/** A float32 that is as near as sums in float32 come, whatever the order in which they are made. */
const nearby: Variant = {
  kind: 'loose',
  label: 'adds in float32',
  cost: 2.5,
  because: () => 'it is a float32 that is off by no more than its digits',
  explains: cell => {
    const made = evaluateAsked(cell)
    const [given, ours] = [cell.given.value, made.answer.value]
    if (typeof given !== 'number' || typeof ours !== 'number' || Math.fround(given) !== given) return null
    const weight = Math.max(made.answer.weight ?? Math.abs(ours), Math.abs(ours))
    return Math.abs(given - ours) <= weight * (made.facts.length + 1) * 2 ** -23 ? made : null
  },
}

/** Sums that are kept in float32, fact by fact, in the order of time or of arrival. */
function summed({ aggregate: { kind, of } }: StoredFeature): Variant[] {
  if (of?.type !== 'float' || (kind !== 'sum' && kind !== 'mean')) return []
  const orders: readonly (readonly [string, (a: TracedFact, b: TracedFact) => number])[] = [
    ['of time', (a, b) => a.eventTime - b.eventTime],
    ['of arrival', (a, b) => a.record.arrival - b.record.arrival],
  ]
  return orders.map(([name, order], i) =>
    policyVariant({
      label: `adds in float32, in the order ${name}`,
      cost: 2 + i / 8,
      policy: {
        order,
        aggregate: (_, __, inputs) => {
          const sum = inputs.reduce((total: number, x) => Math.fround(total + Math.fround(Number(x))), 0)
          const value = kind === 'mean' ? sum / inputs.length : sum
          return { value: inputs.length === 0 ? null : value, weight: null }
        },
      },
      because: () => 'the sum is kept in float32, which loses digits with each fact',
    }),
  )
}
