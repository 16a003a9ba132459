import { PlumblineError } from '../../features/plumbline-error.ts'

/**
 * Runs work that a person may break off with Ctrl-C: the signal is raised at the first SIGINT or SIGTERM, the work
 * stops at its next check and undoes what is half done; a second one ends the process at once.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const stop = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort(
      new PlumblineError('interrupted', `stopped by ${name}; nothing was written, run it again to finish`),
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  try {
    return await work(controller.signal)
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
}
