import { keyText } from '../../features/streaming-plan/key-text.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'wide-keys-encoded-twice',
  causes: ['key-split'],
  about: 'Writes integer keys beyond 32 bits in another encoding than it reads them by.',
  standsFor: 'F#2944',
  side: 'online',
  killedBy: ['careless-keys', 1],
  breaks: (_, meet) => ({
    askedKey: key => {
      return keyText(
        key.map(part => {
          if (typeof part !== 'bigint' || BigInt.asIntN(32, part) === part) return part
          meet()
          return `0x${part.toString(16)}`
        }),
      )
    },
  }),
})
