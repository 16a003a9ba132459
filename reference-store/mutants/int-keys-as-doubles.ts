import { keyText } from '../../features/streaming-plan/key-text.ts'
import type { Value } from '../../features/value.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'int-keys-as-doubles',
  causes: ['key-collision'],
  about: 'Passes integer keys through a double, which tells them apart up to 2⁵³ only.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['careless-keys', 1],
  breaks: (_, meet) => {
    const rounded = (key: readonly Value[]) => {
      return keyText(
        key.map(part => {
          if (typeof part !== 'bigint' || BigInt(Number(part)) === part) return part
          meet()
          return BigInt(Number(part))
        }),
      )
    }
    return { writtenKey: rounded, askedKey: rounded }
  },
})
