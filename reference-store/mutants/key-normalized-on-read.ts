import { keyText } from '../../features/streaming-plan/key-text.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'key-normalized-on-read',
  causes: ['key-split'],
  about: 'Puts a text into its normal form when it asks for a key, though not when it writes one.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['careless-keys', 1],
  breaks: (_, meet) => ({
    askedKey: key => {
      return keyText(
        key.map(part => {
          if (typeof part !== 'string' || part.normalize('NFKD') === part) return part
          meet()
          return part.normalize('NFKD')
        }),
      )
    },
  }),
})
