import { typeShape } from '../value-type.ts'
import { type CallRule, takes, typesOf } from './call-rule.ts'

export type VectorName = 'cosine' | 'dot'

/** Two vectors of one dimension; float32 beside float64 is legal, since both are computed on as doubles. */
const twoVectors: CallRule['typed'] = args => {
  const shapes = args.map(arg => typeShape(arg.type))
  const dimensions = shapes.map(shape => (shape.kind === 'vector' ? shape.dimension : null))
  if (dimensions.includes(null)) return `takes two vectors, not ${typesOf(args)}`
  return dimensions[0] === dimensions[1]
    ? { args, type: 'float' }
    : `takes vectors of one dimension, not ${typesOf(args)}`
}

export const vector: Readonly<Record<VectorName, CallRule>> = {
  cosine: takes(2, twoVectors, true),
  dot: takes(2, twoVectors, true),
}
