import type { Value } from '../../features/value.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'key-parts-joined',
  causes: ['key-collision'],
  about: 'Joins the parts of a key: (1, 11) and (11, 1) become one.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['careless-keys', 1],
  breaks: (draw, meet) => {
    const between = draw.pick('between', ['', ':', '|', ',', '_'])
    const joined = (key: readonly Value[]) => {
      if (key.length > 1) meet()
      return key.map(String).join(key.length > 1 ? between : '')
    }
    return { writtenKey: joined, askedKey: joined }
  },
})
