import type { FieldType, ScalarType, ValueType } from '../../features/value.ts'
import type { Random } from '../random.ts'
import { type Leaf, randomExpression } from './random-expression.ts'

/** The request fields of all random documents: one name has one type everywhere, as a service demands. */
const requests: Readonly<Record<string, FieldType>> = {
  amount: 'float',
  units: 'int',
  note: 'string',
  at: 'timestamp',
  sure: 'bool',
  here: 'vector<float32,3>',
}

const results: readonly ScalarType[] = ['float', 'int', 'bool', 'string', 'float', 'timestamp']

/** An on-demand feature (JSON) over what `readable` names, and the type of its values. */
export function randomOnDemand(
  readable: readonly Leaf[],
  random: Random,
): { body: Readonly<Record<string, unknown>>; type: ValueType } {
  const names = random.sample(Object.keys(requests), random.int(0, 3))
  const request = Object.fromEntries(names.map(name => [name, requests[name] as FieldType]))
  const leaves = [
    ...readable,
    ...names.map(name => ({ expression: { request: name }, type: requests[name] as FieldType })),
  ]
  const type = random.pick(results)
  const onDemand = randomExpression(type, { leaves, onDemand: true }, random.int(1, 3), random)
  return { body: { ...(names.length === 0 ? {} : { request }), onDemand }, type }
}
