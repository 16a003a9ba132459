import { asFloat, type CallRule, isNumeric, takes, typesOf, unify } from './call-rule.ts'

export type ArithmeticName =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'mod'
  | 'neg'
  | 'abs'
  | 'floor'
  | 'sqrt'
  | 'ln'
  | 'exp'

const numbersOnly = 'takes int or float'

/** Ints stay int, ints beside floats become floats. */
const sameType: CallRule['typed'] = args => {
  const one = unify(args)
  return one !== null && isNumeric(one.type) ? one : `${numbersOnly}, not ${typesOf(args)}`
}

/** Ints become floats first. */
const toFloats: CallRule['typed'] = args =>
  args.every(arg => isNumeric(arg.type))
    ? { args: args.map(asFloat), type: 'float' }
    : `${numbersOnly}, not ${typesOf(args)}`

export const arithmetic: Readonly<Record<ArithmeticName, CallRule>> = {
  add: takes(2, sameType),
  sub: takes(2, sameType),
  mul: takes(2, sameType),
  div: takes(2, toFloats),
  mod: takes(2, sameType),
  neg: takes(1, sameType),
  abs: takes(1, sameType),
  floor: takes(1, sameType),
  sqrt: takes(1, toFloats),
  ln: takes(1, toFloats, true),
  exp: takes(1, toFloats, true),
}
