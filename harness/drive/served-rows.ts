import { ownMember } from '../../features/own-member.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { type Target, type TargetColumn, targetEntity } from '../../features/target.ts'
import type { Instant, State, Value } from '../../features/value.ts'
import type { ServedCell, ServedRow, TrainingRow } from '../history/history.ts'
import type { Answer, Capabilities, Probe } from '../store.ts'
import { fitValue } from './fit-value.ts'

/** What answers are read against. */
export interface AnswerScope {
  readonly capabilities: Capabilities
  readonly target: Target
  readonly columns: readonly TargetColumn[]
}

export const states: ReadonlySet<string> = new Set<State>([
  'present',
  'null',
  'not-found',
  'expired',
  'error',
])
const notAnswered: ServedCell = { value: null, state: 'error' }

/**
 * One row a probe. A probe without an answer, and a column that an answer lacks, is a cell of state `error`, so that
 * nothing passes by not being answered.
 * @throws PlumblineError bad-store where an answer is none, or a value is not one of its feature's type.
 */
export function servedRows(
  scope: AnswerScope,
  probes: readonly Probe[],
  answers: readonly Answer[],
  answeredAt: Instant,
): ServedRow[] {
  checkCount(scope, probes, answers)
  return probes.map((probe, i) => {
    const answer = answers[i] ?? null
    const cells = scope.columns.map(column => [
      column.column,
      answer === null ? notAnswered : cellOf(scope, column, answer),
    ])
    return {
      probeId: probe.probeId,
      key: keyOf(scope.target, probe),
      asOf: probe.asOf,
      answeredAt,
      cells: Object.fromEntries(cells),
      request: probe.request,
      version: answer?.version ?? null,
      askedVersion: probe.askedVersion,
      applied: answer?.applied ?? null,
      watermark: answer?.watermark ?? null,
    }
  })
}

/** One row an answer with every column; a probe without one has no training row, which is a mismatch of its own. */
export function trainingRows(
  scope: AnswerScope,
  probes: readonly Probe[],
  answers: readonly Answer[],
): TrainingRow[] {
  checkCount(scope, probes, answers)
  const isWhole = (answer: Answer) =>
    scope.columns.every(({ column }) => given(scope, answer)[column] !== undefined)
  return probes.flatMap((probe, i) => {
    const answer = answers[i] ?? null
    if (answer === null || !isWhole(answer)) return []
    const { probeId, asOf } = probe
    const values = scope.columns.map(column => [column.column, fittedValue(scope, column, answer)])
    return [{ probeId, key: keyOf(scope.target, probe), asOf, values: Object.fromEntries(values) }]
  })
}

function checkCount({ capabilities }: AnswerScope, probes: readonly Probe[], answers: unknown): void {
  if (!Array.isArray(answers))
    throw bad(capabilities, 'answered a call with something else than a list: give one answer a probe')
  if (answers.length > probes.length) {
    throw bad(
      capabilities,
      `gave ${answers.length} answers to ${probes.length} ${probes.length === 1 ? 'probe' : 'probes'}: give one a probe, in their order`,
    )
  }
  for (const [i, answer] of (answers as readonly (Answer | null | undefined)[]).entries()) {
    const asked = (probes[i] as Probe).probeId
    const given = answer?.probeId
    if (given === undefined || String(given) === String(asked)) continue
    throw bad(
      capabilities,
      `answered probe ${given} where ${asked} was asked: give one answer a probe, in their order`,
    )
  }
}

function keyOf(target: Target, probe: Probe): Value[] {
  return targetEntity(target).map(part => ownMember(probe.key, part.name) ?? null)
}

function cellOf(scope: AnswerScope, column: TargetColumn, answer: Answer): ServedCell {
  if (given(scope, answer)[column.column] === undefined) return notAnswered
  const state = scope.capabilities.states ? (ownMember(answer.states ?? {}, column.column) ?? null) : null
  if (state !== null && !states.has(state)) {
    throw bad(
      scope.capabilities,
      `gave ${column.column} the state ${state}: give one of ${[...states].join(', ')}`,
    )
  }
  return { value: fittedValue(scope, column, answer), state }
}

function given({ capabilities }: AnswerScope, answer: Answer): Answer['values'] {
  const values: unknown = answer?.values
  if (typeof values === 'object' && values !== null) return answer.values
  throw bad(capabilities, 'gave an answer without values: give { values: { <feature>: … } }')
}

function fittedValue(
  { capabilities }: AnswerScope,
  { column, feature }: TargetColumn,
  answer: Answer,
): Value {
  const value: unknown = ownMember(answer.values, column)
  const fitted = fitValue(value, feature.type)
  if (fitted !== null) return fitted.value
  throw bad(
    capabilities,
    `gave ${column} as ${describe(value)}, but it is ${feature.type}: give it without loss`,
  )
}

function describe(value: unknown): string {
  return Array.isArray(value)
    ? `a list of ${value.length}`
    : `the ${typeof value} ${String(value).slice(0, 40)}`
}

function bad({ name }: Capabilities, message: string): PlumblineError {
  return new PlumblineError('bad-store', `the store ${name} ${message}`)
}
