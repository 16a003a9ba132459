import { keyText } from '../../features/streaming-plan/key-text.ts'
import type { Value } from '../../features/value.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'texts-trimmed-in-keys',
  causes: ['key-collision'],
  about: 'Takes texts for one key that differ in blanks at their ends only.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['careless-keys', 1],
  breaks: (_, meet) => {
    const trimmed = (key: readonly Value[]) => {
      return keyText(
        key.map(part => {
          if (typeof part !== 'string' || part.trim() === part) return part
          meet()
          return part.trim()
        }),
      )
    }
    return { writtenKey: trimmed, askedKey: trimmed }
  },
})
