import { mutant } from './mutant.ts'

export default mutant({
  name: 'training-rows-shifted',
  causes: ['row-misaligned'],
  about: 'Puts training values beside the labels of other rows, from the first absent key on.',
  standsFor: 'seed',
  side: 'offline',
  killedBy: ['steady', 1],
  breaks: (_, meet) => ({
    trainedAll: rows => {
      const absent = rows.findIndex(({ values }) =>
        Object.values(values).every(value => value === null || value === 0n),
      )
      if (absent < 0 || absent === rows.length - 1) return rows
      meet()
      return [...rows.slice(0, absent), ...rows.slice(absent + 1), rows[absent]!]
    },
  }),
})
