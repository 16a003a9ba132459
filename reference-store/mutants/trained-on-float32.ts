import { changeFields } from './change-fields.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'trained-on-float32',
  causes: ['value-precision'],
  about: 'Keeps floats offline with the digits of a float32.',
  standsFor: 'seed',
  side: 'offline',
  killedBy: ['steady', 1],
  breaks: (_, meet) => ({
    kept: entry => {
      return changeFields(entry, value => {
        if (typeof value !== 'number' || !Number.isFinite(Math.fround(value)) || Math.fround(value) === value)
          return value
        meet()
        return Math.fround(value)
      })
    },
  }),
})
