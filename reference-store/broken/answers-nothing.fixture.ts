import { brokenStore } from './broken-store.ts'

/** Answers every probe with nothing but errors. */
export default brokenStore({
  answered: ({ values }) => ({
    values: Object.fromEntries(Object.keys(values).map(column => [column, null])),
    states: Object.fromEntries(Object.keys(values).map(column => [column, 'error'])),
  }),
})
