import { PlumblineError } from '../../features/plumbline-error.ts'
import type { State, Value, ValueType } from '../../features/value.ts'
import { typeShape } from '../../features/value-type.ts'
import type { Answer } from '../store.ts'
import { readApplied } from './wire-call.ts'
import type { Wire } from './wire-json.ts'

type Members = { readonly [name: string]: Wire | undefined }

/**
 * Answers as the wire has them. Whether a value is one of its feature's type is for whoever records it to say.
 * @throws PlumblineError bad-store where what was given is no list of answers
 */
export function readAnswers(
  name: string,
  given: Wire | undefined,
  types: ReadonlyMap<string, ValueType>,
): Answer[] {
  if (!Array.isArray(given)) throw bad(name, 'answered probes with no list: give one answer a probe')
  // A probe that has no answer, such as a training row that was lost, is told by null.
  return given.map((each: Wire) =>
    each === null ? (null as unknown as Answer) : readAnswer(name, each, types),
  )
}

function readAnswer(name: string, given: Wire, types: ReadonlyMap<string, ValueType>): Answer {
  const members = membersOf(given)
  const values = membersOf(members?.values)
  if (members === null || values === null)
    throw bad(name, 'gave an answer without values: give { "probe_id": …, "values": { "<feature>": … } }')
  const { probe_id: probeId, version, watermark } = members
  const states = membersOf(members.states)
  const applied = readApplied(members.applied)
  return {
    ...(typeof probeId === 'string' ? { probeId } : {}),
    ...(typeof probeId === 'number' || typeof probeId === 'bigint' ? { probeId: BigInt(probeId) } : {}),
    values: Object.fromEntries(
      Object.entries(values).map(([column, value]) => [column, valueFor(value, types.get(column))]),
    ),
    ...(states === null ? {} : { states: states as Readonly<Record<string, State>> }),
    ...(typeof version === 'number' ? { version } : {}),
    ...(applied === undefined ? {} : { applied }),
    ...(typeof watermark === 'number' ? { watermark } : {}),
  }
}

/** A whole number in a column of floats is that float, as JSON has but one kind of number. */
function valueFor(given: Wire | undefined, type: ValueType | undefined): Value {
  if (given === null || given === undefined || type === undefined) return (given ?? null) as Value
  const shape = typeShape(type)
  if (shape.kind === 'scalar')
    return shape.scalar === 'float' && typeof given === 'bigint' ? Number(given) : (given as Value)
  const element = shape.kind === 'vector' ? 'float' : shape.element
  return Array.isArray(given) ? given.map((each: Wire) => valueFor(each, element)) : (given as Value)
}

function membersOf(given: Wire | undefined): Members | null {
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as Members) : null
}

function bad(name: string, message: string): PlumblineError {
  return new PlumblineError('bad-store', `the store ${name} ${message}`)
}
