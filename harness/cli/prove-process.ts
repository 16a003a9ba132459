import type { ProvedMutant } from '../../reports/prove-result.ts'
import { followersBy } from '../prove/followers.ts'
import { loadMutants, type MutantRegistry } from '../prove/mutant-registry.ts'
import { type ProveOptions, proveMutant } from '../prove/prove-mutant.ts'
import { findScenarios } from '../verify/find-scenario.ts'
import { type PlainError, packError } from './plain-error.ts'

/** What a process of `prove` is started with. */
export interface ProveSetting {
  /** Names and paths; every process loads scenarios and mutants for itself. */
  readonly scenarios: readonly string[]
  readonly mutants: string
  readonly seed: number
  readonly rounds: number
}

export type ProveQuestion =
  | { readonly kind: 'begin'; readonly setting: ProveSetting }
  | { readonly kind: 'prove'; readonly mutant: string }

export type ProveAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'proved'; readonly report: ProvedMutant }
  | { readonly kind: 'failed'; readonly error: PlainError }

let registry: MutantRegistry | null = null
let options: ProveOptions | null = null

async function answerTo(question: ProveQuestion): Promise<ProveAnswer> {
  try {
    if (question.kind === 'begin') {
      const { scenarios, mutants, seed, rounds } = question.setting
      registry = await loadMutants(mutants)
      const now = () => performance.now()
      options = {
        scenarios: await findScenarios(scenarios),
        seed,
        rounds,
        followers: followersBy(now),
        guard: {},
        now,
      }
      return { kind: 'ready' }
    }
    const mutant = registry?.mutants.find(({ name }) => name === question.mutant)
    if (registry === null || options === null || mutant === undefined)
      throw new Error(`a process of prove knows no mutant ${question.mutant}`)
    return { kind: 'proved', report: await proveMutant(registry, mutant, options) }
  } catch (error) {
    return { kind: 'failed', error: packError(error) }
  }
}

// Ctrl-C goes to every process of a terminal; the parent ends this one.
process.on('SIGINT', () => {})
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
process.on('message', (question: ProveQuestion) => {
  answerTo(question).then(answer => process.send?.(answer))
})
