import { Worker } from 'node:worker_threads'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Job, RunReport } from '../verify/run-report.ts'
import { hangingCall, openWatch } from './call-watch.ts'
import type { WorkerAnswer, WorkerSetting } from './suite-worker.ts'
import { unpackError } from './thread-error.ts'

export interface ThreadOptions {
  readonly setting: Omit<WorkerSetting, 'watch'>
  /** Aborted where the runs shall stop: what is under way fails with its reason. */
  readonly signal: AbortSignal
  /** The machine's clock, ms. */
  readonly now: () => number
}

/** A thread that does one run at a time. */
export interface SuiteThread {
  /** Whether the store says that stores share nothing. */
  readonly isolated: boolean
  /** @throws PlumblineError what the run throws, or that the thread ended */
  run(job: Job): Promise<RunReport>
  /** Lets what is under way end at its next check, and ends the thread soon after whether it did or not. */
  close(): Promise<void>
}

/** How often a thread is looked at (ms). */
const watchMs = 500

/** What a thread may take beyond the limit of a call before it counts as hanging (ms): it may just wait for a core. */
const graceMs = 5_000

/** How long a thread may take to stop of itself (ms). */
const stopMs = 1_000

/**
 * Starts a thread; what a store or a scenario prints goes to stderr, since stdout is for the report.
 * @throws PlumblineError what loading scenarios or store throws
 */
export async function startWorker({ setting, signal, now }: ThreadOptions): Promise<SuiteThread> {
  const watch = openWatch()
  const worker = new Worker(new URL('./suite-worker.ts', import.meta.url), {
    workerData: { ...setting, watch } satisfies WorkerSetting,
    stdout: true,
  })
  worker.stdout.pipe(process.stderr, { end: false })
  const answers = askedOf(worker, setting)
  const hanging = hangingCall(watch, setting.callTimeoutMs + graceMs, now)
  const timer = setInterval(() => {
    const call = hanging()
    if (call === null) return
    const seconds = setting.callTimeoutMs / 1_000
    answers.failStore(
      `hangs in ${call}, did not answer within ${seconds} s and holds its thread: see whether it loops for ever`,
    )
    worker.terminate().catch(() => undefined)
  }, watchMs)
  timer.unref()
  const stop = () => answers.fail(signal.reason)
  signal.addEventListener('abort', stop)
  const ended = new Promise<void>(resolve => worker.once('exit', () => resolve()))
  ended.then(() => {
    clearInterval(timer)
    signal.removeEventListener('abort', stop)
  })
  const close = async () => {
    worker.postMessage('stop')
    const late = setTimeout(() => worker.terminate(), stopMs)
    await ended
    clearTimeout(late)
  }
  try {
    const ready = await answers.next()
    if (ready.kind !== 'ready') throw new Error(`a thread began with ${ready.kind}`)
    return { isolated: ready.isolated, run: job => answers.run(job), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** One question, one answer: a thread is never asked twice at once. */
function askedOf(worker: Worker, { scenarios, seed }: ThreadOptions['setting']) {
  let waiting: PromiseWithResolvers<WorkerAnswer> | null = null
  let failure: Error | null = null
  let current: Job | null = null
  const settle = (answer: WorkerAnswer) => {
    const asked = waiting
    waiting = null
    if (answer.kind === 'failed') asked?.reject(unpackError(answer.error))
    else asked?.resolve(answer)
  }
  const fail = (error: Error) => {
    failure ??= error
    waiting?.reject(failure)
    waiting = null
  }
  /** What a thread cannot say itself any more is said for it, with the run that it was doing. */
  const failStore = (message: string, cause?: unknown) => {
    const where =
      current === null ? '' : ` (in ${scenarios[current.scenario]} with --seed ${seed + current.run})`
    fail(new PlumblineError('store-failed', `the store ${message}${where}`, { cause }))
  }
  const next = (): Promise<WorkerAnswer> => {
    if (failure !== null) return Promise.reject(failure)
    waiting = Promise.withResolvers()
    return waiting.promise
  }
  worker.on('message', settle)
  worker.on('error', cause => {
    const said = cause instanceof Error ? (cause.message.split('\n')[0] as string) : String(cause)
    failStore(`brought its thread down, ${said}: catch the errors of its own timers and promises`, cause)
  })
  worker.on('exit', code =>
    failStore(`ended its thread with code ${code}: let it return, not call process.exit`),
  )
  return {
    next,
    fail,
    failStore,
    async run(job: Job): Promise<RunReport> {
      current = job
      const answered = next()
      worker.postMessage(job)
      const answer = await answered
      if (answer.kind !== 'done') throw new Error(`a thread answered ${answer.kind} to a run`)
      return answer.report
    },
  }
}
