import { ReferenceStore } from './reference-store.ts'
import { simulatedStack } from './simulated-stack.ts'
import { storeSeams } from './store-seams.ts'

/** The reference store in its simulated form, as `--store` loads it. */
export default class SimulatedReferenceStore extends ReferenceStore {
  constructor() {
    super(simulatedStack, storeSeams)
  }
}
