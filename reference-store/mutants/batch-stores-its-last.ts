import { admitRecords } from '../../features/streaming-plan/admit-records.ts'
import { changeFold } from './change-fold.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'batch-stores-its-last',
  causes: ['out-of-order-overwrite'],
  about: 'Of the records of a key in one batch it takes the last for the newest, whatever their event times.',
  standsFor: 'F#5163',
  side: 'online',
  killedBy: ['out-of-order', 1],
  breaks: (_, meet) => {
    const shadowed = new Set<string | bigint>()
    return {
      admitBatch: (plan, records, kept) => {
        const changes = admitRecords(plan, records, kept)
        const standing = changes.facts.flatMap(({ stands }) => stands ?? [])
        const last = standing.at(-1)
        for (const fact of standing) {
          if (last !== undefined && fact.eventTime > last.eventTime) shadowed.add(fact.id)
        }
        return changes
      },
      fold: changeFold((fold, { aggregate: { kind, ttl } }) => {
        if ((kind !== 'last' && kind !== 'latest') || ttl !== null) return null
        return {
          lift: fact => {
            if (!shadowed.has(fact.id)) return fold.lift(fact)
            meet()
            return fold.lift({ ...fact, eventTime: Number.MIN_SAFE_INTEGER })
          },
        }
      }),
    }
  },
})
