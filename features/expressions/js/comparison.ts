import { compareStrings } from '../../compare-values.ts'
import type { ComparisonName } from '../comparison.ts'
import { type CompileCall, strictBinary } from './evaluate.ts'

/** The operands of an order other than strings, which JavaScript orders as the specification does. */
type Ordered = number | bigint

/** An order by the sign of a string comparison, or by JavaScript's own operator for numbers and instants. */
function order(
  ofSign: (sign: number) => boolean,
  operator: (a: Ordered, b: Ordered) => boolean,
): CompileCall {
  return (args, types) =>
    types[0] === 'string'
      ? strictBinary<string>(args, (a, b) => ofSign(compareStrings(a, b)))
      : strictBinary<Ordered>(args, operator)
}

export const comparison: Readonly<Record<ComparisonName, CompileCall>> = {
  eq: args => strictBinary(args, (a, b) => a === b),
  ne: args => strictBinary(args, (a, b) => a !== b),
  lt: order(
    sign => sign < 0,
    (a, b) => a < b,
  ),
  le: order(
    sign => sign <= 0,
    (a, b) => a <= b,
  ),
  gt: order(
    sign => sign > 0,
    (a, b) => a > b,
  ),
  ge: order(
    sign => sign >= 0,
    (a, b) => a >= b,
  ),
}
