export { days, hours, micros, millis, minutes, seconds } from './durations.ts'
export type {
  BoolExpression,
  ExpressionOf,
  NumberExpression,
  StringExpression,
  TimestampExpression,
  TypedExpression,
  VectorExpression,
} from './expression-types.ts'
export { type FeatureSet, features } from './features.ts'
export { literal } from './literal.ts'
export { type OnDemandDraft, onDemand } from './on-demand.ts'
export { type ServiceSet, service } from './service.ts'
export { type SourceBuilder, source } from './source.ts'
export type { StoredDraft } from './stored-draft.ts'
export { when } from './when.ts'
