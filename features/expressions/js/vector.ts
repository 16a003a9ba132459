import type { VectorName } from '../vector.ts'
import { type CompileCall, finite, strictBinary } from './evaluate.ts'

type Vector = readonly number[]

function dot(a: Vector, b: Vector): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!
  return sum
}

/** Not a number for a zero vector, which `finite` makes null. */
function cosine(a: Vector, b: Vector): number {
  return dot(a, b) / (Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b)))
}

export const vector: Readonly<Record<VectorName, CompileCall>> = {
  dot: args => strictBinary<Vector>(args, (a, b) => finite(dot(a, b))),
  cosine: args => strictBinary<Vector>(args, (a, b) => finite(cosine(a, b))),
}
