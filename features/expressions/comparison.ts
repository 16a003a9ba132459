import { type CallRule, isScalar, takes, typesOf, unify } from './call-rule.ts'

export type ComparisonName = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge'

/** Equality of two scalars of one type. Vectors and lists are compared by audits, not by expressions. */
const equality: CallRule = takes(2, args => {
  const one = unify(args)
  if (one === null) return `compares ${typesOf(args)}: give both one type`
  return isScalar(one.type) ? { args: one.args, type: 'bool' } : `compares scalars only, not ${one.type}`
})

/** Order of two ints, floats, strings (by code point) or timestamps; false before true would only puzzle. */
const order: CallRule = takes(2, args => {
  const one = unify(args)
  if (one === null) return `compares ${typesOf(args)}: give both one type`
  if (!isScalar(one.type) || one.type === 'bool')
    return `orders int, float, string and timestamp, not ${one.type}`
  return { args: one.args, type: 'bool' }
})

export const comparison: Readonly<Record<ComparisonName, CallRule>> = {
  eq: equality,
  ne: equality,
  lt: order,
  le: order,
  gt: order,
  ge: order,
}
