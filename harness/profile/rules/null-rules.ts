import type { AggregateKind } from '../../../features/definitions.ts'
import { inputsOf } from '../../diagnose/evaluate-asked.ts'
import { zeroOf } from '../../diagnose/policy.ts'
import type { FoundRule } from '../profile-line.ts'

const folding: ReadonlySet<AggregateKind> = new Set(['sum', 'mean', 'min', 'max', 'variance', 'stddev'])

/** Null inputs of features that skip them count as zero. */
export const nullsAsZero: FoundRule = (_, { feature }) => {
  if (!folding.has(feature.aggregate.kind) || feature.nulls !== 'skip') return null
  return { inputs: (inputs, read) => inputs.map(each => each ?? zeroOf(read)) }
}

/** One null input of a feature that skips them makes its result null. */
export const nullsPoison: FoundRule = (policy, { feature }) => {
  const { kind } = feature.aggregate
  if (kind === 'count' || kind === 'latest' || feature.nulls !== 'skip') return null
  return { inputs: (inputs, read) => (inputs.includes(null) ? null : policy.inputs(inputs, read)) }
}

/** The newest value that is not null. */
export const nullsUnseen: FoundRule = (policy, { feature }) => {
  if (feature.aggregate.kind !== 'latest') return null
  return {
    letIn: (facts, asked) => {
      const known = policy.letIn(facts, asked)
      const values = inputsOf(asked.feature, known)
      return known.filter((_, i) => values[i] !== null)
    },
  }
}
