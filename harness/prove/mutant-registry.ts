import { fileURLToPath, pathToFileURL } from 'node:url'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Store } from '../store.ts'

/** The mutants of the reference store; the harness loads them by path, as it loads any store. */
export const mutantRegistryPath = fileURLToPath(
  new URL('../../reference-store/mutants/index.ts', import.meta.url),
)

/** The few of them that `verify` plants as canaries: it need not load all. */
export const canariesPath = fileURLToPath(
  new URL('../../reference-store/mutants/canaries.ts', import.meta.url),
)

/** A store with one seeded bug, or with two, as a registry lists it. */
export interface Mutant {
  readonly name: string
  /** What a diagnosis has to name: one cause, or two. */
  readonly causes: readonly string[]
  readonly about: string
  readonly standsFor: string
  readonly side: 'online' | 'offline' | 'both'
  readonly killedBy: readonly [scenario: string, seed: number]
}

export interface OpenedMutant {
  readonly store: Store
  readonly parameters: Readonly<Record<string, number | string>>
  /** How often the bug decided something. */
  met(): number
}

export interface MutantRegistry {
  readonly mutants: readonly Mutant[]
  /** Makes a new store, with the parameters that a seed draws. */
  openMutant(mutant: Mutant, seed: number): OpenedMutant
}

/** @throws PlumblineError bad-store where the module does not load or lists no mutants */
export async function loadMutants(path = mutantRegistryPath): Promise<MutantRegistry> {
  try {
    const loaded: Partial<MutantRegistry> = await import(pathToFileURL(path).href)
    const { mutants, openMutant } = loaded
    if (Array.isArray(mutants) && typeof openMutant === 'function') return { mutants, openMutant }
  } catch (cause) {
    throw new PlumblineError('bad-store', `the mutants of ${path} do not load: ${String(cause)}`, { cause })
  }
  throw new PlumblineError('bad-store', `${path} lists no mutants: export mutants and openMutant`)
}
