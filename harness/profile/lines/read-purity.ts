import type { Finding, ProfileLine } from '../profile-line.ts'
import { append, ask, fact, hour, minute, way } from '../way.ts'

/** A key is asked for before it has a fact, and more than once after. */
const steps = [
  append(fact(0, 1n, { key: 'k1' })),
  ask(minute, 'k2'),
  ask(minute, 'k1'),
  ask(minute, 'k1'),
  append(fact(2 * minute, 2n, { key: 'k2' })),
  ask(hour, 'k1'),
  ask(hour, 'k2'),
  ask(hour, 'k2'),
]

/** What is served of a key that has no fact yet is no matter. */
function purityOf([absent, ...others]: readonly (string | null)[]): Finding | null {
  const text = others.join(' ')
  if (text === '1 1 1 2 2')
    return {
      finding: 'pure',
      says: 'no: asked again it says the same, and what was asked for before it came is found',
    }
  if (text === `1 1 1 ${absent} ${absent}`)
    return {
      finding: 'absence-remembered',
      says: 'yes: a key that was asked for before it came stays absent',
    }
  return null
}

const asked = { steps, interpret: purityOf }

/** Whether asking changes anything. */
export const readPurity: ProfileLine = {
  name: 'read-purity',
  asks: 'Does asking change an answer?',
  sides: 'online',
  ways: [way({ kind: 'latest', ...asked }), way({ kind: 'last', ...asked }), way({ kind: 'sum', ...asked })],
}
