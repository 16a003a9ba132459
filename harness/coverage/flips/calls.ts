import type { CallName } from '../../../features/expression.ts'
import type { Value } from '../../../features/value.ts'
import type { expressionRules } from '../../../scenarios/rules/expressions.ts'
import { compareScalars } from '../../oracle/specification/compare-values.ts'
import { callsOf, withCall } from '../expression-with.ts'
import type { ComputedFlip, Flip } from '../flip.ts'
import type { MarksOf } from '../marks-of.ts'
import type { CellInput } from '../met-cell.ts'

/** What a call gives instead of `right`; undefined: it gives that. */
type Mistake = (args: readonly Value[], right: Value) => Value | undefined

/** A call that is made wrongly. */
function call(name: CallName, mistake: Mistake): ComputedFlip {
  return {
    on: 'computed',
    concerns: ({ expression }) => callsOf(expression).has(name),
    value: ({ plan, row, inputs }) => {
      const scope = {
        field: () => null,
        feature: (feature: string) => inputs.get(feature)?.value ?? null,
        request: (field: string) => row.request[field] ?? null,
      }
      return withCall(plan.feature.expression, scope, name, mistake)
    },
  }
}

/** Made wrongly where no argument is null. */
const given = (name: CallName, mistake: Mistake) =>
  call(name, (args, right) => (args.includes(null) ? undefined : mistake(args, right)))
const number = (value: Value | undefined) => (typeof value === 'bigint' ? Number(value) : (value as number))
const text = (value: Value | undefined) => value as string
const whenEqual = (name: CallName, says: boolean) =>
  given(name, ([a, b]) => (compareScalars(a as Value, b as Value) === 0 ? says : undefined))
const wrapped = (name: CallName, of: (a: bigint, b: bigint) => bigint) =>
  given(name, ([a, b = 0n], right) =>
    right === null && typeof a === 'bigint' && typeof b === 'bigint'
      ? BigInt.asIntN(64, of(a, b))
      : undefined,
  )

/** Made null where an input is of a kind that the rule says something of. */
function computed(holds: (input: CellInput) => boolean): ComputedFlip {
  return {
    on: 'computed',
    concerns: ({ expression }) => readsFeatures(expression),
    value: ({ inputs, value }) => {
      return value !== null && [...inputs.values()].some(holds) ? null : undefined
    },
  }
}

function readsFeatures(expression: Parameters<typeof callsOf>[0]): boolean {
  if (expression.node === 'feature') return true
  if (expression.node === 'toFloat') return readsFeatures(expression.of)
  return expression.node === 'call' && expression.args.some(readsFeatures)
}

export const callFlips: MarksOf<Omit<typeof expressionRules, 'vector'>, Flip> = {
  'call eq-null': call('eq', args => (args.includes(null) ? false : undefined)),
  'call ne-null': call('ne', args => (args.includes(null) ? true : undefined)),
  'call lt-equal': whenEqual('lt', true),
  'call le-equal': whenEqual('le', false),
  'call gt-equal': whenEqual('gt', true),
  'call ge-equal': whenEqual('ge', false),
  'call ge-code-point': given('ge', ([a, b]) => (typeof a === 'string' ? a >= text(b) : undefined)),
  'call and-null': call('and', args => (args.includes(null) ? null : undefined)),
  'call or-null': call('or', args => (args.includes(null) ? null : undefined)),
  'call not-null': call('not', ([a]) => (a === null ? true : undefined)),
  'call isNull': call('isNull', () => false),
  'call coalesce': call('coalesce', ([a]) => a ?? null),
  'call if-null': call('if', ([condition]) => (condition === null ? null : undefined)),
  'call add-overflow': wrapped('add', (a, b) => a + b),
  'call sub-overflow': wrapped('sub', (a, b) => a - b),
  'call mul-overflow': wrapped('mul', (a, b) => a * b),
  'call div-zero': given('div', ([, b]) => (number(b) === 0 ? 0 : undefined)),
  'call div-whole': given('div', (_, right) => (right === null ? undefined : Math.trunc(number(right)))),
  'call mod-sign': given('mod', ([, b], right) => {
    if (right === null || number(right) === 0 || number(right) < 0 === number(b) < 0) return undefined
    return typeof right === 'bigint' ? right + (b as bigint) : number(right) + number(b)
  }),
  'call mod-zero': given('mod', ([a, b]) => (number(b) === 0 ? (a as Value) : undefined)),
  'call neg-overflow': wrapped('neg', a => -a),
  'call abs-overflow': wrapped('abs', a => (a < 0n ? -a : a)),
  'call floor-negative': given('floor', ([a]) => (typeof a === 'number' ? Math.trunc(a) : undefined)),
  'call sqrt-negative': given('sqrt', (_, right) => (right === null ? 0 : undefined)),
  'call ln-zero': given('ln', (_, right) => (right === null ? 0 : undefined)),
  'call exp-infinite': given('exp', (_, right) => (right === null ? Number.MAX_VALUE : undefined)),
  'call lower-ascii': given('lower', ([a]) => text(a).toLowerCase()),
  'call upper-ascii': given('upper', ([a]) => text(a).toUpperCase()),
  'call concat-null': call('concat', args =>
    args.includes(null) ? args.map(each => each ?? '').join('') : undefined,
  ),
  'call length-code-points': given('length', ([a]) => BigInt(text(a).length)),
  'call cosine-zero': given('cosine', (_, right) => (right === null ? 0 : undefined)),
  'call dot-last': given('dot', ([a, b], right) => {
    const [x, y] = [a, b].map(each => (each as readonly number[]).at(-1) ?? 0) as [number, number]
    return right === null ? undefined : number(right) - x * y
  }),
  'on-demand request': {
    on: 'computed',
    concerns: ({ request }) => request.size > 0,
    value: ({ plan, row, inputs }) => {
      const scope = {
        field: () => null,
        feature: (feature: string) => inputs.get(feature)?.value ?? null,
        request: () => null,
      }
      const isAsked = [...plan.feature.request.keys()].some(field => (row.request[field] ?? null) !== null)
      return isAsked ? withCall(plan.feature.expression, scope) : undefined
    },
  },
  'on-demand no-fact': computed(({ kind, state }) => kind === 'stored' && state === 'not-found'),
  'on-demand nested': computed(({ kind, value }) => kind === 'on-demand' && value !== null),
}
