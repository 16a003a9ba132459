import { brokenStore } from './broken-store.ts'

/** Serves floats with the digits of a float32. */
export default brokenStore({
  finish: (fold, acc, asOf) => {
    const finished = fold.finish(acc, asOf)
    return typeof finished.value === 'number' ? { ...finished, value: Math.fround(finished.value) } : finished
  },
})
