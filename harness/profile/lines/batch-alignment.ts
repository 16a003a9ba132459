import type { Finding, ProfileLine } from '../profile-line.ts'
import { append, ask, fact, hour, way } from '../way.ts'

/** Null where an absent key is asked for. */
const calls = [
  [null, 'k3', 'k1', null, 'k2'],
  ['k6', null, 'k4', 'k5', null, null],
] as const
const written = ['k1', 'k2', 'k3', 'k4', 'k5', 'k6']
const ownValue = (key: string) => written.indexOf(key) + 1

// Each key is asked for once: what comes of asking again is another line.
const steps = [
  append(...written.map(key => fact(0, BigInt(ownValue(key)), { key }))),
  ...calls.map((call, at) => ask(hour, ...call.map((key, i) => key ?? `absent ${at} ${i}`))),
]

/** An absent key may give anything but the value of another one. */
function alignmentOf(answers: readonly (string | null)[]): Finding | null {
  const values = new Set(written.map(key => String(ownValue(key))))
  const isOwn = calls.flat().every((key, i) => {
    const answer = answers[i] ?? ''
    return key === null ? !values.has(answer) : answer === String(ownValue(key))
  })
  return isOwn ? { finding: 'aligned', says: 'it does, with absent keys between them' } : null
}

const asked = { steps, interpret: alignmentOf }

/** Answers of one call, against the keys that were asked for in it. */
export const batchAlignment: ProfileLine = {
  name: 'batch-alignment',
  asks: 'Does each key of a call get its own answer, with absent keys between them?',
  sides: 'both',
  ways: [way({ kind: 'latest', ...asked }), way({ kind: 'last', ...asked }), way({ kind: 'sum', ...asked })],
}
