import type { Expression } from './expression.ts'
import type { Micros, Value, ValueType } from './value.ts'

/** Every kind of aggregation; semantics § 5. */
export const aggregateKinds = [
  'count',
  'sum',
  'mean',
  'min',
  'max',
  'variance',
  'stddev',
  'first',
  'last',
  'lastN',
  'countDistinct',
  'latest',
] as const

export type AggregateKind = (typeof aggregateKinds)[number]

/** Which end of a window belongs to it: `left` is [T − w, T), `right` is (T − w, T]. */
export type Closed = 'left' | 'right'

/** What becomes of a null input; semantics § 4. */
export type NullRule = 'skip' | 'zero' | 'poison'

export interface Window {
  /** µs; null means unbounded. */
  readonly length: Micros | null
  readonly closed: Closed
  /** µs; null means an exact tail. */
  readonly slide: Micros | null
}

/** A scheduled feature is computed at each whole multiple of `every`, and is there `delay` later. */
export interface Refresh {
  readonly every: Micros
  readonly delay: Micros
}

export interface Tolerance {
  readonly relative: number
  readonly absolute: number
}

export interface Aggregate {
  readonly kind: AggregateKind
  /** The input; null only for `count` of facts. */
  readonly of: Expression | null
  /** How many values `lastN` keeps; null for every other kind. */
  readonly n: number | null
  /** µs; only for `latest`; null means that a value never expires. */
  readonly ttl: Micros | null
}

/** A log of facts as the definitions see it: which fields it has, and which of them make the key. */
export interface Source {
  readonly name: string
  /** Fields by name, in the document's order. */
  readonly fields: ReadonlyMap<string, ValueType>
  /** For each entity key part, in the entity's order, the field that carries it. */
  readonly keyFields: readonly string[]
}

export interface KeyPart {
  readonly name: string
  readonly type: ValueType
}

/** A feature whose value is an aggregate over a window of facts; semantics § 3. */
export interface StoredFeature {
  readonly kind: 'stored'
  readonly name: string
  readonly source: Source
  readonly aggregate: Aggregate
  /** Type of the aggregate's result. */
  readonly type: ValueType
  readonly window: Window
  readonly where: Expression | null
  readonly nulls: NullRule
  /** µs; null means that a fact is never too late. */
  readonly allowedLateness: Micros | null
  readonly refresh: Refresh | null
  /** The value where no fact is let in. */
  readonly whenEmpty: Value
  readonly tolerance: Tolerance | null
}

/** A feature that is an expression over other features and request fields, computed when asked; semantics § 6. */
export interface OnDemandFeature {
  readonly kind: 'on-demand'
  readonly name: string
  readonly request: ReadonlyMap<string, ValueType>
  readonly expression: Expression
  readonly type: ValueType
  readonly tolerance: Tolerance | null
}

export type Feature = StoredFeature | OnDemandFeature

/** A validated definition document: immutable, names bound, defaults filled in. */
export interface Definitions {
  readonly name: string
  readonly version: number
  /** SHA-256 (hex) of the canonical form: RFC 8785 with defaults, without description, owner and tolerance. */
  readonly hash: string
  readonly entity: readonly KeyPart[]
  readonly sources: ReadonlyMap<string, Source>
  /** In the document's order. */
  readonly features: ReadonlyMap<string, Feature>
  /** On-demand features in an order in which each comes after what it reads. */
  readonly onDemandOrder: readonly OnDemandFeature[]
  /** The document itself, as JSON data with the defaults filled in, fit to be stored in a History. */
  readonly document: unknown
}

/** What one prediction asks for over several documents; features read as `<document>.<feature>`. */
export interface Service {
  readonly name: string
  /** In the order of `uses`. Key parts of one name in two documents are one part of the probe. */
  readonly uses: readonly Definitions[]
  /** Distinct key parts of all its documents, in order of first use. */
  readonly entity: readonly KeyPart[]
  readonly onDemandOrder: readonly OnDemandFeature[]
  readonly document: unknown
}
