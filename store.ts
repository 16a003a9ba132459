/** What an adapter of somebody's store needs (`plumbline/store`): the interface, and what it is made of. */
export type {
  AggregateKind,
  Definitions,
  Feature,
  OnDemandFeature,
  Service,
  StoredFeature,
} from './features/definitions.ts'
export type { LogRecord, Placement } from './features/log-record.ts'
export { PlumblineError } from './features/plumbline-error.ts'
export type { Instant, State, Value } from './features/value.ts'
export type {
  Answer,
  Applied,
  Capabilities,
  Fault,
  FaultKind,
  Opening,
  Probe,
  RecordKind,
  Step,
  Store,
  StoreFactory,
} from './harness/store.ts'
