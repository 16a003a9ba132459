import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { ProvedMutant } from '../../reports/prove-result.ts'
import { unpackError } from './plain-error.ts'
import type { ProveAnswer, ProveQuestion, ProveSetting } from './prove-process.ts'

/** How the work on one mutant ended. */
export type Proved = { readonly kind: 'proved'; readonly report: ProvedMutant } | { readonly kind: 'timeout' }

/** A process that proves one mutant at a time. */
export interface ProveChild {
  /**
   * @throws PlumblineError what a run throws, or that the process ended; after a timeout or a throw the process is gone
   */
  prove(mutant: string): Promise<Proved>
  end(): void
}

/**
 * Starts a process of `prove`, which takes nothing with it where a mutant loops for ever.
 * @throws PlumblineError what loading scenarios or mutants throws
 */
export async function startProveChild(setting: ProveSetting, limitMs: number): Promise<ProveChild> {
  const child = fork(fileURLToPath(new URL('./prove-process.ts', import.meta.url)), {
    serialization: 'advanced',
    stdio: ['ignore', 2, 2, 'ipc'],
  })
  const end = () => {
    child.kill('SIGKILL')
  }
  process.once('exit', end)
  child.once('exit', () => process.off('exit', end))
  const ask = async (question: ProveQuestion): Promise<ProveAnswer | 'timeout'> => {
    const waiting = Promise.withResolvers<ProveAnswer | 'timeout'>()
    const onExit = (code: number | null) => {
      const message = `a process of prove ended with exit code ${code}: run prove again`
      waiting.reject(new PlumblineError('infrastructure', message))
    }
    const timer = setTimeout(() => waiting.resolve('timeout'), limitMs)
    child.once('message', waiting.resolve)
    child.once('exit', onExit)
    child.send(question)
    try {
      const answer = await waiting.promise
      if (answer !== 'timeout' && answer.kind === 'failed') throw unpackError(answer.error)
      return answer
    } finally {
      clearTimeout(timer)
      child.off('message', waiting.resolve)
      child.off('exit', onExit)
    }
  }
  const begun = await ask({ kind: 'begin', setting }).catch((error: unknown) => {
    end()
    throw error
  })
  if (begun === 'timeout') {
    end()
    throw new PlumblineError(
      'infrastructure',
      'a process of prove does not begin: see whether the machine is busy',
    )
  }
  return {
    end,
    async prove(mutant) {
      const answer = await ask({ kind: 'prove', mutant }).catch((error: unknown) => {
        end()
        throw error
      })
      if (answer !== 'timeout' && answer.kind === 'proved') return answer
      end()
      return { kind: 'timeout' }
    },
  }
}
