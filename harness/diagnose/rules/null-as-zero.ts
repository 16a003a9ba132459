import type { StoredFeature } from '../../../features/definitions.ts'
import type { Value, ValueType } from '../../../features/value.ts'
import type { CauseRule, Subject, Variant } from '../cause-rule.ts'
import { evaluateAsked } from '../evaluate-asked.ts'
import { zeroOf } from '../policy.ts'
import { policyVariant } from './policy-variant.ts'

/** The value that a careless default gives to a type. */
export function blankOf(type: ValueType): Value {
  if (type === 'int' || type === 'timestamp') return 0n
  if (type === 'float') return 0
  if (type === 'string') return ''
  return type === 'bool' ? false : []
}

/** A null that counts as 0, or as any other value. */
export const nullAsZero: CauseRule = {
  says: 'takes a null for 0, or for a value like any other',
  mend: 'skip nulls as the feature says (nulls: skip), and serve null, not 0, where there is nothing to serve',
  looksLike: 'Means and extremes are drawn towards 0 where inputs are null; what is missing is served as 0.',
  example: 'mean(x), k x=4, k x=null → served 2, point-in-time gives 4',
  known: [{ symptom: 'missing is served as 0', where: 'a guide of Nubank' }],
  variants: subject => [...inputVariants(subject.feature), ...resultVariants(subject)],
}

function inputVariants({ aggregate: { kind, of }, nulls }: StoredFeature): Variant[] {
  if (of === null || kind === 'latest' || nulls === 'zero') return []
  const because = () => `an input in the window is null, which nulls: ${nulls} does not count`
  const blank = (feature: StoredFeature, inputs: readonly Value[]) => {
    const zero = of.type === 'int' || of.type === 'float' ? zeroOf(feature) : blankOf(of.type)
    return inputs.map(each => each ?? zero)
  }
  const variants = [
    policyVariant({
      label: `takes a null ${of.type} for ${of.type === 'string' ? 'an empty one' : '0'}`,
      policy: { inputs: (inputs, feature) => blank(feature, inputs) },
      because,
    }),
  ]
  if (['count', 'countDistinct', 'lastN', 'first', 'last'].includes(kind)) {
    variants.push(
      policyVariant({ label: 'takes a null for a value', policy: { inputs: inputs => inputs }, because }),
    )
  }
  if (kind === 'mean') {
    variants.push(
      policyVariant({
        label: 'divides by the number of facts, those with a null among them',
        cost: 0.5,
        policy: {
          aggregate: (_, type, inputs, facts) => {
            const sum = inputs.reduce((total: number, each) => total + Number(each), 0)
            const weight = inputs.reduce((total: number, each) => total + Math.abs(Number(each)), 0)
            const value = inputs.length === 0 ? null : sum / facts.length
            return { value, weight: type === 'float' ? weight : null }
          },
        },
        because,
      }),
    )
  }
  return variants
}

function resultVariants({ feature: { type, whenEmpty }, wrong }: Subject): Variant[] {
  // Where a value is missing for want of facts alone, the narrower cause is the default of an empty window.
  const more = wrong.some(cell => evaluateAsked(cell).answer.state === 'null') ? 0 : 2
  const blank = blankOf(type)
  const because = () => 'there is no value to serve, and no value is null, not 0'
  const zero = type === 'string' ? "''" : type === 'bool' ? 'false' : Array.isArray(blank) ? '[]' : '0'
  const ofNulls = policyVariant({
    label: `serves ${zero} where every input is null`,
    cost: 0.25,
    policy: {
      answer: answer => (answer.state === 'null' ? { ...answer, value: blank, state: 'present' } : answer),
    },
    because,
  })
  const ofAll = [true, false].map(withState =>
    policyVariant({
      label: `serves ${type === 'string' ? "''" : type === 'bool' ? 'false' : blank === null ? 'nothing' : Array.isArray(blank) ? '[]' : '0'} for null${withState ? ' as if it were present' : ''}`,
      cost: (withState ? 0 : 0.25) + more,
      policy: {
        answer: answer => {
          if (answer.value !== null || (answer.state === 'not-found' && whenEmpty !== null)) return answer
          return { ...answer, value: blank, state: withState ? 'present' : answer.state }
        },
      },
      because,
    }),
  )
  return [...ofAll, ofNulls]
}
