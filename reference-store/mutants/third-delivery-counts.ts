import { renameEntry } from './change-entry.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'third-delivery-counts',
  causes: ['replay-double-count'],
  about: 'Counts again what is delivered after a second restart, though not after the first.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['restart', 1],
  breaks: (_, meet) => {
    const deliveries = new Map<number, number>()
    return {
      delivered: (entry, again) => {
        if (!again) return entry
        const times = (deliveries.get(entry.position) ?? 0) + 1
        deliveries.set(entry.position, times)
        if (times < 2) return entry
        meet()
        return renameEntry(entry, 0)
      },
    }
  },
})
