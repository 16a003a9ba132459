import { Worker } from 'node:worker_threads'
import type { ShrunkFolder } from '../shrink/shrink-folder.ts'
import { doShrinkJob, type ShrinkJob, type ShrinkSetting } from '../shrink/shrink-job.ts'
import type { RunFacts } from '../verdict/run-facts.ts'
import { findScenarios } from '../verify/find-scenario.ts'
import { loadStore, referenceStorePath } from '../verify/load-store.ts'
import type { Job, RunReport } from '../verify/run-report.ts'
import { suiteJobs } from '../verify/suite-jobs.ts'
import { noteCall, openWatch } from './call-watch.ts'
import type { HangWatch } from './hang-watch.ts'
import { type PlainError, packError } from './plain-error.ts'

/** What a process of `verify` is started with. */
export interface SuiteSetting {
  /** Names and paths; every process loads scenarios and store for itself, since functions do not go from one to another. */
  readonly scenarios: readonly string[]
  readonly store: string
  readonly seed: number
  readonly trainedEvery: number
  readonly dir: string
  readonly keptMax?: number
  readonly budgets: RunFacts['budgets']
  readonly versions: Readonly<Record<string, string>>
  readonly callTimeoutMs: number
  /** Folder that takes what was recorded of a run that failed. */
  readonly failedDir: string
  /** Bytes for recomputing. */
  readonly memory: number
}

/** What a process is told: first what to work with, then runs to do, and at last to stop. */
export type SuiteQuestion =
  | { readonly kind: 'begin'; readonly setting: SuiteSetting }
  | { readonly kind: 'run'; readonly job: Job }
  | { readonly kind: 'shrink'; readonly job: ShrinkJob }
  | { readonly kind: 'stop' }

export type SuiteAnswer =
  | { readonly kind: 'ready'; readonly isolated: boolean }
  | { readonly kind: 'done'; readonly report: RunReport }
  | { readonly kind: 'shrunk'; readonly shrunk: ShrunkFolder | null }
  | { readonly kind: 'failed'; readonly error: PlainError }
  /** The store threw where nobody could catch it; the process has ended. */
  | { readonly kind: 'crashed'; readonly error: PlainError }

/** Where the watching thread writes that a call hangs. */
const hangFd = 4

/** What a call may take beyond its limit before it counts as hanging (ms): the process may just wait for a core. */
const graceMs = 5_000

const stopped = new AbortController()
let doJob: ((job: Job) => Promise<RunReport>) | null = null
let shrinking: ShrinkSetting | null = null

/** Loads scenarios and store; says whether stores share nothing. */
async function begin(setting: SuiteSetting): Promise<SuiteAnswer> {
  const { callTimeoutMs } = setting
  const scenarios = await findScenarios(setting.scenarios)
  const { open, capabilities } = await loadStore(setting.store)
  const watch = openWatch()
  const workerData: HangWatch = { watch, limitMs: callTimeoutMs + graceMs, fd: hangFd }
  new Worker(new URL('./hang-watch.ts', import.meta.url), { workerData }).unref()
  const clock = () => Date.now() * 1_000
  const guard = { callTimeoutMs, clock, onCall: (what: string | null) => noteCall(watch, what) }
  const now = () => performance.now()
  const store = setting.store === referenceStorePath ? null : setting.store
  doJob = suiteJobs({ ...setting, storePath: store, scenarios, open, guard, signal: stopped.signal, now })
  shrinking = { dir: setting.dir, open, store, guard: { ...guard, signal: stopped.signal }, now }
  return { kind: 'ready', isolated: capabilities.isolated === true }
}

async function answerTo(question: Exclude<SuiteQuestion, { kind: 'stop' }>): Promise<SuiteAnswer> {
  try {
    if (question.kind === 'begin') return await begin(question.setting)
    if (doJob === null || shrinking === null)
      throw new Error('a run was asked for before anything was loaded')
    if (question.kind === 'shrink') {
      return { kind: 'shrunk', shrunk: await doShrinkJob(shrinking, question.job) }
    }
    return { kind: 'done', report: await doJob(question.job) }
  } catch (error) {
    return { kind: 'failed', error: packError(error) }
  }
}

// Ctrl-C goes to every process of a terminal; what becomes of this one its parent says.
process.on('SIGINT', () => {})
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
process.on('uncaughtException', error => {
  const answer: SuiteAnswer = { kind: 'crashed', error: packError(error) }
  process.send?.(answer, () => process.kill(process.pid, 'SIGKILL'))
})
process.on('message', (question: SuiteQuestion) => {
  if (question.kind === 'stop') {
    stopped.abort()
    process.removeAllListeners('disconnect')
    process.disconnect()
  } else answerTo(question).then(answer => process.send?.(answer))
})
