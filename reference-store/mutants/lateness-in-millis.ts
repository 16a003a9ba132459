import { mutant } from './mutant.ts'

export default mutant({
  name: 'lateness-in-millis',
  causes: ['time-unit'],
  about: 'Reads an allowed lateness in a unit that is a thousand times too small.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['late-events', 1],
  breaks: (_, meet) => ({
    inTime: (lateness, allowed) => {
      const inTime = lateness <= allowed / 1_000
      if (inTime !== lateness <= allowed) meet()
      return inTime
    },
  }),
})
