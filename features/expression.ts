import type { Value, ValueType } from './value.ts'

/** Every function that an expression may call, in the order of the document's specification. */
export const callNames = [
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'and',
  'or',
  'not',
  'isNull',
  'coalesce',
  'if',
  'add',
  'sub',
  'mul',
  'div',
  'mod',
  'neg',
  'abs',
  'floor',
  'sqrt',
  'ln',
  'exp',
  'lower',
  'upper',
  'concat',
  'length',
  'cosine',
  'dot',
] as const

export type CallName = (typeof callNames)[number]

/** An expression as a definition document writes it (JSON). */
export type ExpressionDocument =
  | { readonly field: string }
  | { readonly literal: unknown; readonly type?: ValueType }
  | { readonly feature: string }
  | { readonly request: string }
  | { readonly call: CallName; readonly args: readonly ExpressionDocument[] }

/**
 * A resolved expression: names are bound, every node knows its type, and the one implicit conversion of the
 * language (int beside float) stands as an explicit `toFloat` node, so that no evaluator infers types again.
 * `eq`, `lt` and their like always have arguments of one type; so have the branches of `if` and of `coalesce`.
 */
export type Expression =
  | { readonly node: 'field'; readonly name: string; readonly type: ValueType }
  | { readonly node: 'literal'; readonly value: Value; readonly type: ValueType }
  | { readonly node: 'feature'; readonly name: string; readonly type: ValueType }
  | { readonly node: 'request'; readonly name: string; readonly type: ValueType }
  | { readonly node: 'toFloat'; readonly of: Expression; readonly type: 'float' }
  | {
      readonly node: 'call'
      readonly call: CallName
      readonly args: readonly Expression[]
      readonly type: ValueType
    }
