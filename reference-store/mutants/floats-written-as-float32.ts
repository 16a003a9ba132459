import { changeFields } from './change-fields.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'floats-written-as-float32',
  causes: ['value-precision'],
  about: 'Keeps floats with the digits of a float32.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['steady', 1],
  breaks: (_, meet) => ({
    delivered: entry => {
      return changeFields(entry, value => {
        if (typeof value !== 'number' || !Number.isFinite(Math.fround(value)) || Math.fround(value) === value)
          return value
        meet()
        return Math.fround(value)
      })
    },
  }),
})
