import { ReferenceStore } from '../reference-store.ts'
import { simulatedStack } from '../simulated-stack.ts'
import { type StoreSeams, storeSeams } from '../store-seams.ts'

/** The reference store with some of its decisions made wrongly, as a class that `--store` can load. */
export function brokenStore(wrong: Partial<StoreSeams>): new () => ReferenceStore {
  return class BrokenStore extends ReferenceStore {
    constructor() {
      super({ ...simulatedStack, name: 'simulated, broken' }, { ...storeSeams, ...wrong })
    }
  }
}
