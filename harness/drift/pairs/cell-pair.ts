import type { Value, ValueType } from '../../../features/value.ts'
import type { Given } from '../../diff/equal.ts'
import type { CellJudgement } from '../../diff/judgement.ts'

/** A served value beside its as-known value. */
export type CellPair =
  | { readonly kind: 'equal' }
  /** Nothing was compared: not served, not judged, or not answered. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'differs'
      /** A lag of the store explains it. */
      readonly stale: boolean
      /** Served less as-known; null where there is no such number. */
      readonly difference: number | null
      readonly servedNull: boolean
      readonly knownNull: boolean
      /** Neither not-found nor expired, as the states say; where none was served, as the other side says. */
      readonly servedFound: boolean
      readonly knownFound: boolean
    }

/** Whether values of a type have an order and a difference; that of timestamps is in µs. */
export function isNumberType(type: ValueType): boolean {
  return type === 'int' || type === 'float' || type === 'timestamp'
}

/** What a judged cell is as a pair; a cell that another version answered differs, whatever it holds. */
export function cellPair({ served, values, plan }: CellJudgement): CellPair {
  if (served === null || served.kind === 'notJudged' || served.kind === 'error') return { kind: 'none' }
  if (served.kind === 'equal') return { kind: 'equal' }
  const [given, known] = [values?.served ?? null, values?.asKnown ?? null]
  const knownFound = isFound(known) ?? true
  return {
    kind: 'differs',
    stale: served.kind === 'staleness',
    difference: isNumberType(plan.feature.type) ? differenceOf(given, known) : null,
    servedNull: given !== null && given.value === null,
    knownNull: known !== null && known.value === null,
    servedFound: isFound(given) ?? knownFound,
    knownFound,
  }
}

function isFound(given: Given | null): boolean | null {
  if (given === null || given.state === null) return null
  return given.state !== 'not-found' && given.state !== 'expired'
}

function differenceOf(given: Given | null, known: Given | null): number | null {
  const [a, b] = [given?.value ?? null, known?.value ?? null]
  const difference = isBigint(a) && isBigint(b) ? Number(a - b) : numberOf(a) - numberOf(b)
  return Number.isNaN(difference) ? null : difference
}

function isBigint(value: Value): value is bigint {
  return typeof value === 'bigint'
}

function numberOf(value: Value): number {
  return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : Number.NaN
}
