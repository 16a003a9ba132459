import { mutant } from './mutant.ts'

export default mutant({
  name: 'null-key-is-a-value',
  causes: ['key-collision'],
  about: 'Looks a key with a null part up as if null were a text.',
  standsFor: 'C#968',
  side: 'online',
  killedBy: ['careless-keys', 1],
  breaks: (draw, meet) => {
    const text = draw.pick('text', ['null', ''])
    return {
      asked: probe => {
        const key = Object.entries(probe.key).map(([name, part]) => {
          if (part === null) meet()
          return [name, part ?? text] as const
        })
        return { ...probe, key: Object.fromEntries(key) }
      },
    }
  },
})
