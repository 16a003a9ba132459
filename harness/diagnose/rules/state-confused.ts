import type { CauseRule, Variant } from '../cause-rule.ts'
import { evaluateAsked } from '../evaluate-asked.ts'
import type { Answer } from '../policy.ts'
import { policyVariant } from './policy-variant.ts'

const states = ['present', 'null', 'not-found', 'expired'] as const

/** A state that is taken for another. */
export const stateConfused: CauseRule = {
  says: 'gives the right value with the wrong state: null, missing and expired are confused',
  mend: 'tell the states apart: not-found where no fact is let in, expired past the ttl, null where the result is null, else present',
  looksLike: 'Values agree and states do not; a model that reads states takes missing for null.',
  example: 'sum(x), k x=null → served null (not-found), point-in-time gives null (null)',
  known: [],
  variants: ({ wrong }) => {
    const met = new Set(
      wrong.map(cell => {
        const { state } = evaluateAsked(cell).answer
        return `${state} ${cell.given.state}`
      }),
    )
    const pairs = [...met].map(text => text.split(' ') as [Answer['state'], Answer['state']])
    const known = pairs.filter(([from, to]) => from !== to && states.includes(to))
    return [
      ...known.map(([from, to]) => confused([[from, to]])),
      ...(known.length > 1 ? [confused(known)] : []),
    ]
  },
}

function confused(pairs: readonly (readonly [Answer['state'], Answer['state']])[]): Variant {
  const to = new Map(pairs)
  return policyVariant({
    label: pairs.map(([a, b]) => `says ${b} for ${a}`).join(', '),
    cost: pairs.length,
    policy: { answer: answer => ({ ...answer, state: to.get(answer.state) ?? answer.state }) },
    because: (_, cell) => {
      const { state } = evaluateAsked(cell).answer
      return `its state is ${state}, not ${cell.given.state}`
    },
  })
}
