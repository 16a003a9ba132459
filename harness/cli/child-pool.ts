import type { Job, JobRunner, RunReport } from '../verify/run-report.ts'
import { type ChildOptions, type SuiteChild, startChild } from './suite-child.ts'

export interface PoolOptions extends ChildOptions {
  /** Processes to use; null: as many as pay off, where the store says that it is isolated. */
  readonly workers: number | null
  /** Cores of the machine. */
  readonly cores: number
  /** Runs that there are to do. */
  readonly jobs: number
}

/** Starting a process takes as long as so many runs. */
const jobsEach = 30

export interface ChildPool extends JobRunner {
  /** Ends every process; what is under way fails. */
  close(): Promise<void>
}

/**
 * Processes that do runs side by side. Each makes stores of its own, which only a store that shares nothing takes, so
 * others run one at a time unless `workers` says otherwise.
 * @throws PlumblineError what loading scenarios or store throws in a process
 */
export async function openChildPool(options: PoolOptions): Promise<ChildPool> {
  const children = [await startChild(options)]
  try {
    const wanted = childrenWanted(options, (children[0] as SuiteChild).isolated)
    const others = Array.from({ length: wanted - 1 }, () => startChild(options))
    for (const other of await Promise.allSettled(others)) {
      if (other.status === 'rejected') throw other.reason
      children.push(other.value)
    }
  } catch (error) {
    await closeAll(children)
    throw error
  }
  return poolOf(children)
}

function childrenWanted({ workers, cores, jobs }: PoolOptions, isolated: boolean): number {
  if (workers !== null) return Math.min(workers, jobs)
  return isolated ? Math.max(1, Math.min(cores, Math.floor(jobs / jobsEach))) : 1
}

function poolOf(children: readonly SuiteChild[]): ChildPool {
  const idle = [...children]
  const waiting: ((child: SuiteChild) => void)[] = []
  const free = (child: SuiteChild) => {
    const next = waiting.shift()
    if (next === undefined) idle.push(child)
    else next(child)
  }
  const withChild = async <T>(use: (child: SuiteChild) => Promise<T>): Promise<T> => {
    const child = idle.pop() ?? (await new Promise<SuiteChild>(resolve => waiting.push(resolve)))
    try {
      return await use(child)
    } finally {
      free(child)
    }
  }
  return {
    width: children.length,
    run: (job: Job): Promise<RunReport> => withChild(child => child.run(job)),
    shrink: job => withChild(child => child.shrink(job)),
    close: () => closeAll(children),
  }
}

async function closeAll(children: readonly SuiteChild[]): Promise<void> {
  await Promise.all(children.map(child => child.close()))
}
