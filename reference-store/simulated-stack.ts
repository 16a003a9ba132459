import { InProcessEventLog } from './ingest/in-process-event-log.ts'
import { offlineGroup } from './offline/offline-side.ts'
import { InProcessOnlineStore } from './online/in-process-online-store.ts'
import type { StoreStack } from './reference-store.ts'

const partitions = 4

/** Everything in memory, nothing timed, nothing random: one log gives one state. */
export const simulatedStack: StoreStack = {
  name: 'simulated',
  isolated: true,
  partitions,
  openLog: groups => new InProcessEventLog(partitions, [...groups, offlineGroup]),
  openOnlineStore: () => new InProcessOnlineStore(partitions),
}
