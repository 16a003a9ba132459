/** What node calls a timer that is set for an instant that has been. */
const warning = 'TimeoutNegativeWarning'

/**
 * Keeps node from warning of such timers, for processes that somebody else starts: kafkajs sets them, and they go off at
 * once, as it wants them to.
 */
export function quietTimers(): void {
  const emit = process.emitWarning
  const filtered = (...given: unknown[]) => {
    if (!given.includes(warning)) Reflect.apply(emit, process, given)
  }
  process.emitWarning = filtered as typeof emit
}
