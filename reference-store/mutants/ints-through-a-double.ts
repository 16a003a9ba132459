import { mutant } from './mutant.ts'

export default mutant({
  name: 'ints-through-a-double',
  causes: ['value-precision'],
  about: 'Serves ints through a double, which holds them up to 2⁵³ only.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['skewed-keys', 1],
  breaks: (_, meet) => ({
    finish: (fold, acc, asOf) => {
      const finished = fold.finish(acc, asOf)
      if (typeof finished.value !== 'bigint') return finished
      const value = BigInt.asIntN(64, BigInt(Number(finished.value)))
      if (value === finished.value) return finished
      meet()
      return { ...finished, value }
    },
  }),
})
