import type { ArithmeticName } from '../arithmetic.ts'
import { type CompileCall, finite, strictBinary, strictUnary, within64Bits } from './evaluate.ts'

function unary(ofInt: (a: bigint) => bigint, ofFloat: (a: number) => number): CompileCall {
  return (args, types) =>
    types[0] === 'int'
      ? strictUnary<bigint>(args, a => within64Bits(ofInt(a)))
      : strictUnary<number>(args, a => finite(ofFloat(a)))
}

function binary(
  ofInt: (a: bigint, b: bigint) => bigint,
  ofFloat: (a: number, b: number) => number,
): CompileCall {
  return (args, types) =>
    types[0] === 'int'
      ? strictBinary<bigint>(args, (a, b) => within64Bits(ofInt(a, b)))
      : strictBinary<number>(args, (a, b) => finite(ofFloat(a, b)))
}

function ofFloat(result: (a: number) => number): CompileCall {
  return args => strictUnary<number>(args, a => finite(result(a)))
}

/** The remainder has the dividend's sign; by zero there is none. MIN mod −1 is 0. */
const mod: CompileCall = (args, types) =>
  types[0] === 'int'
    ? strictBinary<bigint>(args, (a, b) => (b === 0n ? null : a % b))
    : strictBinary<number>(args, (a, b) => finite(a % b))

export const arithmetic: Readonly<Record<ArithmeticName, CompileCall>> = {
  add: binary(
    (a, b) => a + b,
    (a, b) => a + b,
  ),
  sub: binary(
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  mul: binary(
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  // Division by zero is infinite or NaN in JavaScript, so `finite` makes it null.
  div: args => strictBinary<number>(args, (a, b) => finite(a / b)),
  mod,
  neg: unary(
    a => -a,
    a => -a,
  ),
  abs: unary(a => (a < 0n ? -a : a), Math.abs),
  floor: unary(a => a, Math.floor),
  sqrt: ofFloat(Math.sqrt),
  ln: ofFloat(Math.log),
  exp: ofFloat(Math.exp),
}
