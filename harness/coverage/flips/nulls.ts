import type { Value } from '../../../features/value.ts'
import type { nullRules } from '../../../scenarios/rules/nulls.ts'
import { inputsOf } from '../../diagnose/evaluate-asked.ts'
import { type Answer, zeroOf } from '../../diagnose/policy.ts'
import { type Flip, type StoredFlip, stored } from '../flip.ts'
import type { MarksOf } from '../marks-of.ts'
import type { MetCell } from '../met-cell.ts'

/** Null inputs go by another rule. */
function otherRule(
  from: string,
  inputs: (inputs: readonly Value[], zero: Value) => readonly Value[] | null,
): StoredFlip {
  return stored(
    ({ feature, facts }) =>
      inputsOf(feature, facts).includes(null) ? { inputs: (all, each) => inputs(all, zeroOf(each)) } : null,
    ({ nulls, aggregate: { kind, of } }) =>
      nulls === from && kind !== 'count' && kind !== 'latest' && of !== null,
  )
}

const isNumber = (type: string | undefined) => type === 'int' || type === 'float'

/** What is said of a state that the answer has. */
function said(state: Answer['state'], change: (cell: MetCell) => Partial<Answer> | null): StoredFlip {
  return stored(cell => {
    const changed = cell.base.state === state ? change(cell) : null
    return changed === null ? null : { answer: answer => ({ ...answer, ...changed }) }
  })
}

const zeros: Readonly<Record<string, Value>> = { int: 0n, float: 0, string: '', bool: false, timestamp: 0n }

const notNull = (inputs: readonly Value[]) => inputs.filter(each => each !== null)

export const nullFlips: MarksOf<typeof nullRules, Flip> = {
  'nulls skip-as-zero': stored(
    ({ feature, facts }) =>
      inputsOf(feature, facts).includes(null)
        ? { inputs: (all, each) => all.map(value => value ?? zeroOf(each)) }
        : null,
    ({ nulls, aggregate: { kind, of } }) =>
      nulls === 'skip' && isNumber(of?.type) && kind !== 'count' && kind !== 'latest',
  ),
  'nulls skip-as-poison': otherRule('skip', all => (all.includes(null) ? null : all)),
  'nulls zero-as-skip': otherRule('zero', notNull),
  'nulls poison-as-skip': otherRule('poison', notNull),
  'count-facts all': stored(
    ({ facts }) => {
      const whole = facts.filter(({ fields }) => !Object.values(fields).includes(null)).length
      return whole === facts.length ? null : { answer: answer => ({ ...answer, value: BigInt(whole) }) }
    },
    ({ aggregate }) => aggregate.kind === 'count' && aggregate.of === null,
  ),
  'count-facts not-null': stored(
    ({ facts }) => ({ answer: answer => ({ ...answer, value: BigInt(facts.length) }) }),
    ({ aggregate }) => aggregate.kind === 'count' && aggregate.of !== null,
  ),
  'latest-null': stored(
    ({ feature, facts, base }) => {
      const value = inputsOf(feature, facts).findLast(each => each !== null)
      if (base.state !== 'null' || value === undefined) return null
      return { answer: answer => ({ ...answer, state: 'present', value }) }
    },
    ({ aggregate }) => aggregate.kind === 'latest',
  ),
  'absent-field': stored(({ facts: let_in, feature }) => {
    const isWhole = ({ fields }: MetCell['facts'][number]) =>
      [...feature.source.fields.keys()].every(field => Object.hasOwn(fields, field))
    return let_in.every(isWhole) ? null : { facts: facts => facts.filter(isWhole) }
  }),
  'when-empty null': said('not-found', ({ feature }) =>
    feature.whenEmpty === null && zeros[feature.type] !== undefined
      ? { value: zeros[feature.type] as Value }
      : null,
  ),
  'when-empty zero': said('not-found', ({ feature: { whenEmpty, aggregate } }) =>
    whenEmpty === 0n && aggregate.kind.startsWith('count') ? { value: null } : null,
  ),
  'when-empty declared': said('not-found', ({ feature: { whenEmpty, aggregate } }) =>
    whenEmpty !== null && !aggregate.kind.startsWith('count') ? { value: null } : null,
  ),
  'state not-found': said('not-found', () => ({ state: 'null' })),
  'state expired': said('expired', () => ({ state: 'not-found' })),
  'state null': said('null', () => ({ state: 'not-found' })),
  'state present': said('present', () => ({ state: 'not-found' })),
  'state-order': said('expired', ({ feature, facts }) =>
    inputsOf(feature, facts).at(-1) === null ? { state: 'null' } : null,
  ),
}
