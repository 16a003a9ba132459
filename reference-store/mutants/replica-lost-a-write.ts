import { ReferenceStore } from '../reference-store.ts'
import { simulatedStack } from '../simulated-stack.ts'
import { storeSeams } from '../store-seams.ts'
import { loseEntry } from './change-entry.ts'
import { mutant } from './mutant.ts'

export default mutant({
  name: 'replica-lost-a-write',
  causes: ['region-diverged'],
  about: 'Answers some probes from a replica that has lost a write.',
  standsFor: 'DoorDash, seed',
  side: 'online',
  killedBy: ['steady', 1],
  breaks: (draw, meet) => {
    const lost = draw.int('lost', 0, 20)
    const replica = new ReferenceStore(simulatedStack, {
      ...storeSeams,
      delivered: entry => (entry.position % 21 === lost ? loseEntry(entry) : entry),
    })
    return {
      around: store => ({
        capabilities: store.capabilities,
        open: async opening => {
          await store.open(opening)
          await replica.open(opening)
        },
        ingest: async records => {
          await replica.ingest(records)
          return store.ingest(records)
        },
        settle: async () => {
          await store.settle()
          await replica.settle()
        },
        read: async probes => {
          const [here, there] = [await store.read(probes), await replica.read(probes)]
          return here.map((answer, i) => {
            if (Number(probes[i]!.probeId) % 2 === 0) return answer
            meet()
            return there[i]!
          })
        },
        train: (probes, cut) => store.train?.(probes, cut) ?? [],
        step: async step => {
          await store.step?.(step)
          await replica.step(step)
        },
        close: async () => {
          await store.close?.()
          await replica.close()
        },
      }),
    }
  },
})
