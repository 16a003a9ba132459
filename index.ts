/** What users of plumbline import; everything else is inner works. */
export * from './features/builder/index.ts'
export type { LogRecord, Placement } from './features/log-record.ts'
export { PlumblineError } from './features/plumbline-error.ts'
export type { Instant, State, Value } from './features/value.ts'
export type {
  Answer,
  Applied,
  Capabilities,
  Opening,
  Probe,
  Step,
  Store,
  StoreFactory,
} from './harness/store.ts'
export * from './scenarios/index.ts'
