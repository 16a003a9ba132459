import type { ValueType } from '../value.ts'
import { isScalarType } from '../value-type.ts'

/** Which inputs a kind takes. */
export interface AcceptedInputs {
  /** What it takes, as messages say it. */
  readonly inputs: string
  /** Whether it takes an input of this type; null stands for no input. */
  accepts(input: ValueType | null): boolean
}

export function isNumeric(type: ValueType | null): type is 'int' | 'float' {
  return type === 'int' || type === 'float'
}

export const ofNumbers: AcceptedInputs = { inputs: 'int or float', accepts: isNumeric }

export const ofScalars: AcceptedInputs = {
  inputs: 'int, float, bool, string or timestamp',
  accepts: input => input !== null && isScalarType(input),
}

export const ofAny: AcceptedInputs = { inputs: 'a value of any type', accepts: input => input !== null }

/** Kinds that hand on one of their inputs keep its type; `accepts` has refused a missing one. */
export function sameType(input: ValueType | null): ValueType {
  return input ?? 'int'
}
