import { constants } from 'node:os'
import { PlumblineError } from '../../features/plumbline-error.ts'

/** Somebody stopped the process. */
export class Interrupted extends PlumblineError {
  readonly signal: NodeJS.Signals

  constructor(signal: NodeJS.Signals) {
    super('interrupted', `stopped by ${signal}; nothing was written, run it again to finish`)
    this.signal = signal
  }
}

/** 128 and the number of the signal, as shells have it. */
export function signalExitCode(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal]
}

/**
 * Runs work that a person may break off with Ctrl-C: the signal is raised at the first SIGINT or SIGTERM, the work
 * stops at its next check and undoes what is half done; a second one ends the process at once.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const stop = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(signalExitCode(name))
    controller.abort(new Interrupted(name))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  try {
    return await work(controller.signal)
  } catch (error) {
    // What was under way fails in ways of its own when it is stopped.
    throw controller.signal.aborted ? controller.signal.reason : error
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
}
