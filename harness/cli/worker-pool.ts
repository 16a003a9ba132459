import type { Job, JobRunner, RunReport } from '../verify/run-report.ts'
import { type SuiteThread, startWorker, type ThreadOptions } from './suite-thread.ts'

export interface PoolOptions extends ThreadOptions {
  /** Threads to use; null: as many as pay off, where the store says that it is isolated. */
  readonly workers: number | null
  /** Cores of the machine. */
  readonly cores: number
  /** Runs that there are to do. */
  readonly jobs: number
}

/** Starting a thread takes as long as so many runs. */
const jobsEach = 30

export interface WorkerPool extends JobRunner {
  /** Ends every thread; what is under way fails. */
  close(): Promise<void>
}

/**
 * Threads that do runs side by side. Each makes stores of its own, which only a store that shares nothing takes, so
 * others run one at a time unless `workers` says otherwise.
 * @throws PlumblineError what loading scenarios or store throws in a thread
 */
export async function openWorkerPool(options: PoolOptions): Promise<WorkerPool> {
  const threads = [await startWorker(options)]
  try {
    const wanted = threadsWanted(options, (threads[0] as SuiteThread).isolated)
    const others = Array.from({ length: wanted - 1 }, () => startWorker(options))
    for (const other of await Promise.allSettled(others)) {
      if (other.status === 'rejected') throw other.reason
      threads.push(other.value)
    }
  } catch (error) {
    await closeAll(threads)
    throw error
  }
  return poolOf(threads)
}

function threadsWanted({ workers, cores, jobs }: PoolOptions, isolated: boolean): number {
  if (workers !== null) return Math.min(workers, jobs)
  return isolated ? Math.max(1, Math.min(cores, Math.floor(jobs / jobsEach))) : 1
}

function poolOf(threads: readonly SuiteThread[]): WorkerPool {
  const idle = [...threads]
  const waiting: ((thread: SuiteThread) => void)[] = []
  const free = (thread: SuiteThread) => {
    const next = waiting.shift()
    if (next === undefined) idle.push(thread)
    else next(thread)
  }
  return {
    width: threads.length,
    async run(job: Job): Promise<RunReport> {
      const thread = idle.pop() ?? (await new Promise<SuiteThread>(resolve => waiting.push(resolve)))
      try {
        return await thread.run(job)
      } finally {
        free(thread)
      }
    },
    close: () => closeAll(threads),
  }
}

async function closeAll(threads: readonly SuiteThread[]): Promise<void> {
  await Promise.all(threads.map(thread => thread.close()))
}
