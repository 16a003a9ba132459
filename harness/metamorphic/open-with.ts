import type { Opening, Store } from '../store.ts'

/** A store that is opened with something more than it is told. */
export function openWith(store: Store, more: Partial<Opening>): Store {
  const { train, step, fault, close } = store
  return {
    capabilities: store.capabilities,
    open: opening => store.open({ ...opening, ...more }),
    ingest: records => store.ingest(records),
    settle: () => store.settle(),
    read: probes => store.read(probes),
    ...(train === undefined ? {} : { train: train.bind(store) }),
    ...(step === undefined ? {} : { step: step.bind(store) }),
    ...(fault === undefined ? {} : { fault: fault.bind(store) }),
    ...(close === undefined ? {} : { close: close.bind(store) }),
  }
}
