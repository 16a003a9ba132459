import type { Store } from '../../harness/store.ts'
import { ReferenceStore } from '../reference-store.ts'
import { simulatedStack } from '../simulated-stack.ts'
import { storeSeams } from '../store-seams.ts'
import { drawOf } from './draw.ts'
import type { Mutant } from './mutant.ts'

/** A store with a bug, and what tells whether a run has met it. */
export interface OpenedMutant {
  readonly store: Store
  readonly parameters: Readonly<Record<string, number | string>>
  /** How often the bug decided something. */
  met(): number
}

/** Makes the store of a mutant, with the parameters that a seed draws. */
export function openMutant({ name, breaks }: Mutant, seed: number): OpenedMutant {
  let met = 0
  const draw = drawOf(name, seed)
  const { around, ...wrong } = breaks(draw, () => met++)
  const stack = { ...simulatedStack, name: `simulated, ${name}` }
  const store = new ReferenceStore(stack, { ...storeSeams, ...wrong })
  return { store: around?.(store) ?? store, parameters: draw.drawn, met: () => met }
}
