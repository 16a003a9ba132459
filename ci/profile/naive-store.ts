import type { LogRecord } from '../../features/log-record.ts'
import type { Store } from '../../harness/store.ts'
import { ReferenceStore } from '../../reference-store/reference-store.ts'
import { simulatedStack } from '../../reference-store/simulated-stack.ts'
import { storeSeams } from '../../reference-store/store-seams.ts'

const hour = 3_600_000_000

/** A store whose clients may write instants without a zone, which it then reads by the clock of Berlin. */
export function naiveStore(): Store {
  const store = new ReferenceStore(simulatedStack, storeSeams)
  let isNaive = false
  const read = (record: LogRecord): LogRecord => {
    const { eventTime } = record
    return eventTime === null ? record : { ...record, eventTime: eventTime - berlin(eventTime) }
  }
  return {
    capabilities: { ...store.capabilities, encodings: ['µs', 'naive'] },
    open: opening => {
      isNaive = opening.encoding === 'naive'
      return store.open(opening)
    },
    ingest: records => store.ingest(isNaive ? records.map(read) : records),
    settle: () => store.settle(),
    read: probes => store.read(probes),
    train: (probes, cut) => store.train(probes, cut),
    close: () => store.close(),
  }
}

/** How far Berlin is ahead of UTC (µs), to the month. */
function berlin(at: number): number {
  const month = new Date(at / 1_000).getUTCMonth()
  return month >= 3 && month <= 9 ? 2 * hour : hour
}
