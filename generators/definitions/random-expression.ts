import type { CallName, ExpressionDocument } from '../../features/expression.ts'
import { writeLiteral } from '../../features/literal-value.ts'
import type { ScalarType, ValueType } from '../../features/value.ts'
import { isScalarType } from '../../features/value-type.ts'
import type { Random } from '../random.ts'
import { drawValue } from '../values.ts'

/** A name that an expression may read. */
export interface Leaf {
  readonly expression: ExpressionDocument
  readonly type: ValueType
}

/** What an expression may be made of. */
export interface ExpressionScope {
  readonly leaves: readonly Leaf[]
  /** Whether `ln`, `exp`, `dot` and `cosine` are allowed: in on-demand features only. */
  readonly onDemand: boolean
}

type Draw = (type: ValueType) => ExpressionDocument

/** A random expression of a type, legal by semantics § 6, calls nested at most `depth` deep. */
export function randomExpression(
  type: ValueType,
  scope: ExpressionScope,
  depth: number,
  random: Random,
): ExpressionDocument {
  if (depth <= 0 || random.chance(0.25)) return randomLeaf(type, scope, random)
  const draw: Draw = of => randomExpression(of, scope, depth - 1, random)
  const calls = [
    ...commonCalls,
    ...(isScalarType(type) ? callsOf[type] : []),
    ...(scope.onDemand ? onDemandCalls(type, scope) : []),
  ]
  return random.pick(calls)(type, draw, random, scope)
}

/** A name of the type where there is one, mostly; else a literal. */
export function randomLeaf(type: ValueType, scope: ExpressionScope, random: Random): ExpressionDocument {
  const named = scope.leaves.filter(leaf => leaf.type === type)
  if (named.length > 0 && random.chance(0.85)) return random.pick(named).expression
  return randomLiteral(type, random)
}

/** A literal of a type, now and then null, an edge of the type, or an int beyond 2⁵³. */
function randomLiteral(type: ValueType, random: Random): ExpressionDocument {
  if (random.chance(0.04)) return { literal: null, type }
  const value = drawValue(
    type,
    random.weighted([
      [3, 'few'],
      [2, 'normal'],
      [1, 'extreme'],
    ]),
    random,
  )
  return { literal: writeLiteral(value, type), type }
}

type Shape = (type: ValueType, draw: Draw, random: Random, scope: ExpressionScope) => ExpressionDocument

const call = (name: CallName, ...args: ExpressionDocument[]): ExpressionDocument => ({ call: name, args })

/** A call whose arguments have the type of its result. */
const same =
  (name: CallName, count: number): Shape =>
  (type, draw) =>
    call(name, ...Array.from({ length: count }, () => draw(type)))

/** A call of two numbers of which one is a float, so that the int beside it is converted. */
const mixed =
  (name: CallName): Shape =>
  (_, draw, random) => {
    const args = [draw('float'), draw(random.pick(['int', 'float']))]
    return call(name, ...random.shuffled(args))
  }

const ofNumber =
  (name: CallName): Shape =>
  (_, draw, random) =>
    call(name, draw(random.pick(['int', 'float'])))

const compare =
  (name: CallName, types: readonly ScalarType[]): Shape =>
  (_, draw, random) => {
    const type = random.pick(types)
    return call(name, draw(type), draw(type))
  }

const ordered: readonly ScalarType[] = ['int', 'float', 'string', 'timestamp']
const scalars: readonly ScalarType[] = ['int', 'float', 'string', 'timestamp', 'bool']

/** Calls that give any type. */
const commonCalls: readonly Shape[] = [
  same('coalesce', 2),
  (type, draw) => call('if', draw('bool'), draw(type), draw(type)),
]

const callsOf: Readonly<Record<ScalarType, readonly Shape[]>> = {
  int: [
    same('add', 2),
    same('sub', 2),
    same('mul', 2),
    same('mod', 2),
    same('neg', 1),
    same('abs', 1),
    same('floor', 1),
    (_, draw) => call('length', draw('string')),
  ],
  float: [
    mixed('add'),
    mixed('sub'),
    mixed('mul'),
    mixed('mod'),
    same('neg', 1),
    same('abs', 1),
    same('floor', 1),
    ofNumber('sqrt'),
    (_, draw, random) =>
      call('div', draw(random.pick(['int', 'float'])), draw(random.pick(['int', 'float']))),
  ],
  bool: [
    compare('eq', scalars),
    compare('ne', scalars),
    compare('lt', ordered),
    compare('le', ordered),
    compare('gt', ordered),
    compare('ge', ordered),
    same('and', 2),
    same('and', 3),
    same('or', 2),
    same('or', 3),
    same('not', 1),
    (_, draw, random, scope) =>
      call('isNull', draw(random.pick([...scalars, ...scope.leaves.map(leaf => leaf.type)]))),
  ],
  string: [same('lower', 1), same('upper', 1), same('concat', 2), same('concat', 3)],
  timestamp: [same('coalesce', 3)],
}

/** Calls of which engines differ in the last digits. */
function onDemandCalls(type: ValueType, scope: ExpressionScope): readonly Shape[] {
  if (type !== 'float') return []
  const vectors = scope.leaves.filter(leaf => leaf.type.startsWith('vector')).map(leaf => leaf.type)
  const ofVectors =
    (name: CallName): Shape =>
    (_, draw, random) => {
      const vector = random.pick(vectors)
      return call(name, draw(vector), draw(vector))
    }
  const calls = [ofNumber('ln'), ofNumber('exp')]
  return vectors.length === 0 ? calls : [...calls, ofVectors('dot'), ofVectors('cosine'), ofVectors('cosine')]
}
