import { mutant } from './mutant.ts'

/** Records that a worker takes at once. */
const maxRecords = 2_048

export default mutant({
  name: 'partition-never-applied',
  causes: ['stale'],
  about:
    'Applies nothing of one partition, ever, and says so: all that it serves from there is honestly old.',
  standsFor: 'seed',
  side: 'online',
  killedBy: ['steady', 1],
  breaks: (draw, meet) => {
    const stuck = draw.int('partition', 0, 3)
    return {
      around: store => ({
        capabilities: store.capabilities,
        open: opening => store.open(opening),
        ingest: records => store.ingest(records),
        read: probes => store.read(probes),
        train: (probes, cut) => store.train?.(probes, cut) ?? [],
        close: () => store.close?.(),
        step: async step => {
          if ('partition' in step && step.partition === stuck) meet()
          else await store.step?.(step)
        },
        settle: async () => {
          for (let partition = 0; partition < store.capabilities.partitions; partition++) {
            if (partition !== stuck) await store.step?.({ kind: 'apply', partition, maxRecords })
          }
        },
      }),
    }
  },
})
