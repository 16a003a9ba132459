import type { FoundRule, ProfileLine } from '../profile-line.ts'
import { append, ask, fact, found, hour, way } from '../way.ts'

/** A null result of numbers is served as 0. */
const zero: FoundRule = (policy, { feature: { type } }) => {
  if (type !== 'int' && type !== 'float') return null
  return {
    answer: (answer, feature, facts) => {
      const given = policy.answer(answer, feature, facts)
      return given.state === 'null' ? { ...given, value: type === 'int' ? 0n : 0, state: 'present' } : given
    },
  }
}
const steps = [append(fact(0, null)), ask(hour, 'a')]
const possible = [
  found('null', ['null (null)'], 'null, and it is told that there are facts'),
  found('not-found', ['null (not-found)'], 'null, told as never seen'),
  found('null', ['null'], 'null'),
  found('zero', ['0 (present)'], '0', zero),
  found('zero', ['0'], '0', zero),
  found('row-dropped', ['no row'], 'no row at all: the probe is dropped'),
]

/** Facts without a single value. */
export const onlyNulls: ProfileLine = {
  name: 'only-nulls',
  asks: 'What is served of a key whose only value is null?',
  sides: 'both',
  ways: [
    way({ kind: 'sum', steps, possible, showsStates: true }),
    way({ kind: 'max', steps, possible, showsStates: true }),
    way({ kind: 'latest', steps, possible, showsStates: true }),
  ],
}
