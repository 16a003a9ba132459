import { brokenStore } from './broken-store.ts'

/** Takes what is delivered again after a restart for something new. */
export default brokenStore({
  delivered: (entry, again) => {
    const { id } = entry.record
    if (!again || id === null) return entry
    const other = typeof id === 'bigint' ? id + 2n ** 62n : `${id} again`
    return { ...entry, record: { ...entry.record, id: other } }
  },
})
