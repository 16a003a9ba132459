import type { Value } from '../../../features/value.ts'
import type { FoundRule } from '../profile-line.ts'

const greatest = 2n ** 63n - 1n

/** Fields of facts, but for those of the key, that lose digits on their way in. */
function narrowed(type: 'int' | 'float', narrow: (value: Value) => Value): FoundRule {
  return policy => ({
    facts: (facts, asked, look) => {
      const { keyFields, fields } = asked.feature.source
      const isOwn = (name: string) => fields.get(name) === type && !keyFields.includes(name)
      return policy.facts(facts, asked, look).map(fact => {
        const kept = Object.entries(fact.fields).map(([name, value]) => {
          return [name, isOwn(name) ? narrow(value) : value] as const
        })
        return { ...fact, fields: Object.fromEntries(kept) }
      })
    },
  })
}

/** Ints that pass through a double; what then lies beyond 64 bits is the greatest int. */
export const intsAsDoubles = narrowed('int', value => {
  if (typeof value !== 'bigint') return value
  const near = BigInt(Number(value))
  return near > greatest ? greatest : near
})

/** Ints of which the low 32 bits are kept. */
export const intsIn32Bits = narrowed('int', value =>
  typeof value === 'bigint' ? BigInt.asIntN(32, value) : value,
)

/** Floats that are kept as float32. */
export const floatsAsFloat32 = narrowed('float', value =>
  typeof value === 'number' ? Math.fround(value) : value,
)
