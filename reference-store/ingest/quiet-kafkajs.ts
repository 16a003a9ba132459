import { createRequire } from 'node:module'

interface RequestQueue {
  readonly pending: readonly unknown[]
  /** ms since the epoch; −1 where the broker never asked for less. */
  readonly throttledUntil: number
}

interface RequestQueueClass {
  readonly prototype: { scheduleCheckPendingRequests(this: RequestQueue): void }
}

const require = createRequire(import.meta.url)

/**
 * kafkajs 2.2.4 sets a timer after every request, for an instant long gone where no broker throttles it; Node 24 warns
 * of that on stderr. With nothing pending and no throttle the timer would find nothing to do, so none is set.
 */
export function quietKafkajs(): void {
  const { prototype } = require('kafkajs/src/network/requestQueue') as RequestQueueClass
  const schedule = prototype.scheduleCheckPendingRequests
  if (quieted.has(schedule)) return
  const quiet = function (this: RequestQueue): void {
    if (this.pending.length > 0 || this.throttledUntil > 0) schedule.call(this)
  }
  quieted.add(quiet)
  prototype.scheduleCheckPendingRequests = quiet
}

const quieted = new WeakSet<() => void>()
