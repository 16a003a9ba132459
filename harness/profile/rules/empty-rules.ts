import type { State } from '../../../features/value.ts'
import type { FoundRule } from '../profile-line.ts'

/** Of a key without facts, 0 for features of numbers that say nothing else. */
export const emptyIsZero: FoundRule = (policy, { feature: { type, whenEmpty } }) => {
  if ((type !== 'int' && type !== 'float') || whenEmpty !== null) return null
  return {
    answer: (answer, feature, facts) => {
      const given = policy.answer(answer, feature, facts)
      return given.state === 'not-found'
        ? { ...given, value: type === 'int' ? 0n : 0, state: 'present' }
        : given
    },
  }
}

/** Of a key without facts, the value that it has, told in another way. */
export function emptyToldAs(state: Exclude<State, 'error'>): FoundRule {
  return policy => ({
    answer: (answer, feature, facts) => {
      const given = policy.answer(answer, feature, facts)
      return given.state === 'not-found' ? { ...given, state } : given
    },
  })
}

/** Counts of nothing are null. */
export const noCountIsNull: FoundRule = (policy, { feature: { aggregate } }) => {
  if (aggregate.kind !== 'count' && aggregate.kind !== 'countDistinct') return null
  return {
    answer: (answer, feature, facts) => {
      const given = policy.answer(answer, feature, facts)
      return given.state === 'not-found' ? { ...given, value: null } : given
    },
  }
}
