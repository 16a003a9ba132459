import type { Scenario } from '../scenario.ts'
import { faultyStream } from './faulty-stream.ts'
import { regionLost, regions } from './regions.ts'

/** What goes wrong around a store; each scenario is run after the suite where the store runs on real parts. */
export const faultScenarios: readonly Scenario[] = [
  faultyStream('killed-workers', ['kill-worker', 'kill-worker', 'kill-worker']),
  faultyStream('paused-worker', ['pause-worker']),
  faultyStream('changing-workers', ['add-worker', 'remove-worker', 'add-worker', 'remove-worker']),
  faultyStream('killed-server', ['kill-server', 'kill-server']),
  faultyStream('online-restarts', ['restart-online', 'restart-online', 'kill-worker']),
  faultyStream('online-lost', ['lose-online', 'kill-worker', 'lose-online']),
  faultyStream('online-network', ['slow-online', 'cut-online', 'pause-online', 'cut-online']),
  faultyStream('log-restarts', ['restart-log', 'kill-worker']),
  faultyStream('resends', ['resend', 'resend', 'kill-worker', 'resend']),
  faultyStream('offline-full', ['fill-offline', 'kill-worker', 'fill-offline']),
  regions,
  regionLost,
]
