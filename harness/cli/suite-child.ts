import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { ShrunkFolder } from '../shrink/shrink-folder.ts'
import type { ShrinkJob } from '../shrink/shrink-job.ts'
import type { Job, RunReport } from '../verify/run-report.ts'
import { unpackError } from './plain-error.ts'
import type { SuiteAnswer, SuiteQuestion, SuiteSetting } from './suite-process.ts'

export interface ChildOptions {
  readonly setting: SuiteSetting
  /** Aborted where the runs shall stop: what is under way fails with its reason. */
  readonly signal: AbortSignal
}

/** A process that does one run at a time. */
export interface SuiteChild {
  /** Whether the store says that stores share nothing. */
  readonly isolated: boolean
  /** @throws PlumblineError what the run throws, or that the process ended */
  run(job: Job): Promise<RunReport>
  /** Makes a failure of a run smaller. */
  shrink(job: ShrinkJob): Promise<ShrunkFolder | null>
  /** Lets what is under way end at its next check, and ends the process soon after whether it did or not. */
  close(): Promise<void>
}

/** How long a process may take to stop of itself (ms). */
const stopMs = 1_000

/**
 * Starts a process of `verify`: a store may loop for ever, crash or exit, and takes nothing else with it. What it
 * prints goes to stderr, since stdout is for the report.
 * @throws PlumblineError what loading scenarios or store throws
 */
export async function startChild({ setting, signal }: ChildOptions): Promise<SuiteChild> {
  const child = fork(fileURLToPath(new URL('./suite-process.ts', import.meta.url)), {
    serialization: 'advanced',
    stdio: ['ignore', 2, 2, 'ipc', 'pipe'],
    env: { ...process.env, TMPDIR: temporaryFolder(setting.dir) },
  })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const answers = answersOf(child, setting)
  ;(child.stdio[4] as Readable).once('data', (call: Buffer) => {
    const within = `${setting.callTimeoutMs / 1_000} s`
    const name = String(call).split('\n')[0]
    answers.failStore(
      `hangs in ${name}, did not answer within ${within} and holds its thread: see whether it loops for ever`,
    )
    kill()
  })
  const stop = () => answers.fail(signal.reason)
  signal.addEventListener('abort', stop)
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  ended.then(() => {
    process.off('exit', kill)
    signal.removeEventListener('abort', stop)
  })
  const close = async () => {
    if (child.connected) child.send({ kind: 'stop' } satisfies SuiteQuestion)
    const late = setTimeout(kill, stopMs)
    await ended
    clearTimeout(late)
  }
  try {
    const ready = await answers.ask({ kind: 'begin', setting })
    if (ready.kind !== 'ready') throw new Error(`a process began with ${ready.kind}`)
    return { isolated: ready.isolated, run: answers.run, shrink: answers.shrink, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Beside the folder in the making, so that it goes with it, also where a process is killed. */
function temporaryFolder(dir: string): string {
  const folder = join(dirname(dir), 'tmp')
  mkdirSync(folder, { recursive: true })
  return folder
}

/** One question, one answer: a process is never asked twice at once. */
function answersOf(child: ChildProcess, { scenarios, seed }: SuiteSetting) {
  let waiting: PromiseWithResolvers<SuiteAnswer> | null = null
  let failure: Error | null = null
  let current: Job | null = null
  const fail = (error: Error) => {
    failure ??= error
    waiting?.reject(failure)
    waiting = null
  }
  /** What a process cannot say itself any more is said for it, with the run that it was doing. */
  const failStore = (message: string, cause?: Error) => {
    const where =
      current === null ? '' : ` (in ${scenarios[current.scenario]} with --seed ${seed + current.run})`
    fail(new PlumblineError('store-failed', `the store ${message}${where}`, { cause }))
  }
  const ask = (question: SuiteQuestion): Promise<SuiteAnswer> => {
    if (failure !== null) return Promise.reject(failure)
    waiting = Promise.withResolvers()
    child.send(question)
    return waiting.promise
  }
  child.on('message', (answer: SuiteAnswer) => {
    if (answer.kind === 'crashed') {
      const cause = unpackError(answer.error)
      const said = cause.message.split('\n')[0]
      return failStore(
        `threw outside of any call, ${said}: catch the errors of its own timers and promises`,
        cause,
      )
    }
    const asked = waiting
    waiting = null
    if (answer.kind === 'failed') asked?.reject(unpackError(answer.error))
    else asked?.resolve(answer)
  })
  child.on('error', cause => {
    const mend = 'see whether the machine lets another process start'
    const message = `a process of verify cannot be used, ${cause.message}: ${mend}`
    fail(new PlumblineError('infrastructure', message, { cause }))
  })
  child.on('exit', (code, signal) => {
    const how = signal === null ? `exit code ${code}` : signal
    failStore(`ended its process with ${how}: let it return or throw, not exit`)
  })
  return {
    ask,
    fail,
    failStore,
    async run(job: Job): Promise<RunReport> {
      current = job
      const answer = await ask({ kind: 'run', job })
      if (answer.kind !== 'done') throw new Error(`a process answered ${answer.kind} to a run`)
      return answer.report
    },
    async shrink(job: ShrinkJob): Promise<ShrunkFolder | null> {
      current = null
      const answer = await ask({ kind: 'shrink', job })
      if (answer.kind !== 'shrunk') throw new Error(`a process answered ${answer.kind} to shrinking`)
      return answer.shrunk
    },
  }
}
