import type { ProvedMutant } from '../../reports/prove-result.ts'
import type { Mutant } from '../prove/mutant-registry.ts'
import { type ProveChild, startProveChild } from './prove-child.ts'
import type { ProveSetting } from './prove-process.ts'

export interface ProvePool {
  readonly setting: ProveSetting
  readonly mutants: readonly Mutant[]
  readonly workers: number
  /** What one mutant may take (ms). */
  readonly limitMs: number
  readonly signal: AbortSignal
  readonly onProved: (report: ProvedMutant, done: number) => void
}

/**
 * Proves mutants in processes side by side, and gives their reports in the order of the mutants.
 * @throws PlumblineError what loading throws, or the signal's reason
 */
export async function proveAll(pool: ProvePool): Promise<ProvedMutant[]> {
  const reports = new Map<string, ProvedMutant>()
  const waiting = [...pool.mutants]
  const children = new Set<ProveChild>()
  const endAll = () => {
    for (const child of children) child.end()
  }
  pool.signal.addEventListener('abort', endAll)
  const work = async () => {
    let child: ProveChild | null = null
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      pool.signal.throwIfAborted()
      if (child === null) {
        child = await startProveChild(pool.setting, pool.limitMs)
        children.add(child)
      }
      const { report, isAlive } = await proveOne(child, mutant, pool.limitMs)
      if (!isAlive) {
        children.delete(child)
        child = null
      }
      pool.signal.throwIfAborted()
      reports.set(mutant.name, report)
      pool.onProved(report, reports.size)
    }
  }
  try {
    await Promise.all(Array.from({ length: pool.workers }, work))
  } finally {
    pool.signal.removeEventListener('abort', endAll)
    endAll()
  }
  return pool.mutants.flatMap(({ name }) => reports.get(name) ?? [])
}

/** A mutant that throws or hangs is told of as such, and the others go on. */
async function proveOne(
  child: ProveChild,
  mutant: Mutant,
  limitMs: number,
): Promise<{ report: ProvedMutant; isAlive: boolean }> {
  const ended = (status: 'timeout' | 'survived', detail: string): ProvedMutant => ({
    ...mutant,
    causes: [...mutant.causes],
    parameters: {},
    status,
    named: null,
    detection: null,
    wrongCells: {},
    shrunk: null,
    detail,
    durationMs: limitMs,
  })
  try {
    const proved = await child.prove(mutant.name)
    if (proved.kind === 'proved') return { report: proved.report, isAlive: true }
    return { report: ended('timeout', `it was not done within ${limitMs / 1_000} s`), isAlive: false }
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    return { report: ended('survived', `its runs could not be judged: ${said}`), isAlive: false }
  }
}
