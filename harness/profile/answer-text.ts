import { formatInstant } from '../../features/instant-text.ts'
import type { State, Value, ValueType } from '../../features/value.ts'

/** A probe without a training row. */
export const noRow = 'no row'

/** A cell of state `error`, and a probe without an answer. */
export const notAnswered = 'not answered'

/** One cell as a profile shows it. */
export function answerText(value: Value, type: ValueType, state: State | null): string {
  if (state === 'error') return notAnswered
  const text = valueText(value, type)
  return state === null ? text : `${text} (${state})`
}

/** An answer without what was told of its state. */
export function withoutState(answer: string): string {
  return answer.replace(/ \((?:present|null|not-found|expired)\)$/, '')
}

function valueText(value: Value, type: ValueType): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (type === 'timestamp' && typeof value === 'bigint') return instantText(value)
  return Object.is(value, -0) ? '-0' : String(value)
}

function instantText(micros: bigint): string {
  return Number.isSafeInteger(Number(micros)) ? formatInstant(Number(micros)) : `${micros} µs`
}
