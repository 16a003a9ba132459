import type { FieldType, ScalarType, ValueType } from './value.ts'

/** The scalar types, in the order in which documentation lists them. */
export const scalarTypes: readonly ScalarType[] = ['string', 'int', 'float', 'bool', 'timestamp']

/** What a field may be, as a message lists it. */
export const fieldTypeForms: readonly string[] = [
  ...scalarTypes,
  'list<…> of one of these',
  'vector<float32,n>',
  'vector<float64,n>',
]

/** Elements that one vector may have at most: what DuckDB's fixed-size arrays hold. */
const vectorDimensionMax = 100_000

/** A type taken apart. */
export type TypeShape =
  | { readonly kind: 'scalar'; readonly scalar: ScalarType }
  | { readonly kind: 'list'; readonly element: ValueType }
  | { readonly kind: 'vector'; readonly element: 'float32' | 'float64'; readonly dimension: number }

const vectorPattern = /^vector<(float32|float64),([1-9]\d*)>$/
const listPattern = /^list<(.*)>$/

export function isScalarType(text: string): text is ScalarType {
  return (scalarTypes as readonly string[]).includes(text)
}

/** Whether a field or a request field may be declared with this type: a scalar, a list of scalars, or a vector. */
export function isFieldType(text: string): text is FieldType {
  if (isScalarType(text)) return true
  const element = listPattern.exec(text)?.[1]
  if (element !== undefined) return isScalarType(element)
  return Number(vectorPattern.exec(text)?.[2] ?? Number.NaN) <= vectorDimensionMax
}

/** Whether the text is a type at all; beside the field types, lists of them, as `lastN` makes. */
export function isValueType(text: string): text is ValueType {
  return isFieldType(text) || isFieldType(listPattern.exec(text)?.[1] ?? '')
}

/** Takes a type apart. */
export function typeShape(type: ValueType): TypeShape {
  if (isScalarType(type)) return { kind: 'scalar', scalar: type }
  const vector = vectorPattern.exec(type)
  if (vector !== null) {
    return {
      kind: 'vector',
      element: vector[1] === 'float32' ? 'float32' : 'float64',
      dimension: Number(vector[2]),
    }
  }
  const element = listPattern.exec(type)?.[1]
  if (element === undefined || !isValueType(element)) throw new RangeError(`${type} is not a type`)
  return { kind: 'list', element }
}

/** The type of a list of these, as `lastN` gives it. Lists of lists of lists do not occur: fields are flat. */
export function listOf(element: ValueType): ValueType {
  const type = `list<${element}>`
  if (!isValueType(type)) throw new RangeError(`${type} is not a type`)
  return type
}
