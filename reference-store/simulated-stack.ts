import { InProcessEventLog } from './ingest/in-process-event-log.ts'
import { offlineGroup } from './offline/offline-side.ts'
import { InProcessOnlineStore } from './online/in-process-online-store.ts'
import type { StoreStack } from './reference-store.ts'

/** Everything in memory, nothing timed, nothing random: one log gives one state. */
function stackOf(partitions: number): StoreStack {
  return {
    name: 'simulated',
    isolated: true,
    partitions,
    withPartitions: stackOf,
    openLog: groups => new InProcessEventLog(partitions, [...groups, offlineGroup]),
    openOnlineStore: () => new InProcessOnlineStore(partitions),
  }
}

export const simulatedStack: StoreStack = stackOf(4)
