import { keyText } from '../../features/streaming-plan/key-text.ts'
import type { Value } from '../../features/value.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'int-keys-cut-to-32-bits',
  causes: ['key-collision'],
  about: 'Keeps 32 bits of an integer key.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['careless-keys', 1],
  breaks: (_, meet) => {
    const narrow = (key: readonly Value[]) => {
      return keyText(
        key.map(part => {
          if (typeof part !== 'bigint' || BigInt.asIntN(32, part) === part) return part
          meet()
          return BigInt.asIntN(32, part)
        }),
      )
    }
    return { writtenKey: narrow, askedKey: narrow }
  },
})
