import { parentPort, workerData } from 'node:worker_threads'
import type { RunFacts } from '../verdict/run-facts.ts'
import { findScenarios } from '../verify/find-scenario.ts'
import { loadStore } from '../verify/load-store.ts'
import type { Job, RunReport } from '../verify/run-report.ts'
import { suiteJobs } from '../verify/suite-jobs.ts'
import { type CallWatch, noteCall } from './call-watch.ts'
import { packError, type ThreadError } from './thread-error.ts'

/** What a thread is started with. */
export interface WorkerSetting {
  /** Names and paths; every thread loads scenarios and store for itself, since functions do not go from one to another. */
  readonly scenarios: readonly string[]
  readonly store: string
  readonly seed: number
  readonly trainedEvery: number
  readonly dir: string
  readonly budgets: RunFacts['budgets']
  readonly versions: Readonly<Record<string, string>>
  readonly callTimeoutMs: number
  readonly watch: CallWatch
}

/** What a thread is asked: a run, or to stop. */
export type WorkerQuestion = Job | 'stop'

export type WorkerAnswer =
  | { readonly kind: 'ready'; readonly isolated: boolean }
  | { readonly kind: 'done'; readonly report: RunReport }
  | { readonly kind: 'failed'; readonly error: ThreadError }

/** One thread of `verify`: does a run for each job that it is sent. */
async function work(setting: WorkerSetting, send: (answer: WorkerAnswer) => void): Promise<void> {
  const port = parentPort as NonNullable<typeof parentPort>
  const stopped = new AbortController()
  const scenarios = await findScenarios(setting.scenarios)
  const { open, capabilities } = await loadStore(setting.store)
  const { watch, callTimeoutMs } = setting
  const doJob = suiteJobs({
    ...setting,
    scenarios,
    open,
    guard: { callTimeoutMs, onCall: what => noteCall(watch, what) },
    signal: stopped.signal,
    now: () => performance.now(),
  })
  port.on('message', (question: WorkerQuestion) => {
    if (question === 'stop') {
      stopped.abort()
      port.close()
    } else
      doJob(question).then(
        report => send({ kind: 'done', report }),
        error => send({ kind: 'failed', error: packError(error) }),
      )
  })
  send({ kind: 'ready', isolated: capabilities.isolated === true })
}

const send = (answer: WorkerAnswer) => parentPort?.postMessage(answer)
work(workerData as WorkerSetting, send).catch(error => send({ kind: 'failed', error: packError(error) }))
