import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { PlumblineError } from '../../../features/plumbline-error.ts'
import type { DriverMessage, LoadPlan, LoadReport } from './load-plan.ts'

export interface RunLoadOptions {
  readonly signal: AbortSignal
  readonly onProgress: (line: string) => void
}

/**
 * Runs a plan in a driver process and gives its report.
 * @throws PlumblineError `failed` where the driver dies, what the signal says where it is aborted
 */
export function runLoad(plan: LoadPlan, { signal, onProgress }: RunLoadOptions): Promise<LoadReport> {
  signal.throwIfAborted()
  const child = fork(fileURLToPath(new URL('./driver-process.ts', import.meta.url)), {
    serialization: 'advanced',
  })
  return new Promise((resolve, reject) => {
    const stop = () => {
      child.kill('SIGKILL')
      reject(signal.reason)
    }
    const died = (code: number | null) =>
      reject(
        new PlumblineError('store-failed', `the load driver ended early with code ${code}: run it again`),
      )
    signal.addEventListener('abort', stop, { once: true })
    child.once('error', reject)
    child.once('exit', code => {
      signal.removeEventListener('abort', stop)
      died(code)
    })
    child.on('message', (message: DriverMessage) => {
      if (message.kind === 'progress') onProgress(message.line)
      else if (message.kind === 'done') resolve(message.report)
      else reject(new PlumblineError('store-failed', `the load driver failed: ${message.sentence}`))
    })
    child.send(plan)
  })
}
