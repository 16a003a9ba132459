import type { AggregateKind } from '../../../../features/definitions.ts'
import type { Instant, Micros } from '../../../../features/value.ts'

/**
 * What the stored features of one source ask of its stream, as plain data that can be posted to a worker.
 *
 * The stream holds two kinds of rows, records and points, sorted by (slot, instant). The slot of a row is
 * key × (1 + readings), plus nothing for a record and 1 + r for a point of reading r; so each key is one run of
 * records followed by one run of points for each reading. Key 0 is every key with a null part.
 */
export interface IndexPlan {
  /** By reading: whether it is as trained, which tells a scheduled feature what to read. */
  readonly trained: readonly boolean[]
  /** The log holds every fact with τ from there on (µs); null: from the start of time. */
  readonly completeFrom: Instant | null
  readonly columns: StreamColumns
  /** Some feature depends on the order of facts. */
  readonly ordered: boolean
  readonly admissions: readonly AdmissionPlan[]
  readonly lanes: readonly LanePlan[]
  readonly frames: readonly FramePlan[]
  readonly views: readonly ViewPlan[]
  /** Stored features, in the order in which blocks of answers list them. */
  readonly features: readonly FeaturePlan[]
}

/** Where the columns of the stream stand; null where it has none. */
export interface StreamColumns {
  /** By place: 32-bit integers or doubles. */
  readonly types: readonly ColumnType[]
  readonly slot: number
  /** τ of a record, T of a point, µs. */
  readonly at: number
  /** α of a record, K of a point (−∞: nothing is known), µs. */
  readonly known: number
  /** Number of a point; it may stand where records have an input. */
  readonly point: number
  /** Predicate w of the records holds where bit w % 31 of column ⌊w / 31⌋ is set. */
  readonly wheres: readonly number[]
  /** Orders the ids of records that tie in (τ, α of the first upsert). */
  readonly idRank: number | null
  /** Records of one id have one chain; −1 where a record is the only one of its id. */
  readonly chain: number | null
  readonly revision: number | null
  /** 1 for an upsert, 0 for a delete. */
  readonly upsert: number | null
  /** Place of a record in the log. */
  readonly position: number | null
  /** Where points may be read at offsets: the place of a record, −1 for none. */
  readonly partition: number | null
  readonly offset: number | null
  /** Of a point: the number of its offsets in the batch's list, −1 for none; and the greatest α that they applied. */
  readonly mark: number | null
  readonly greatest: number | null
}

export type ColumnType = 'int32' | 'float64'

/** Which facts a feature lets in whatever its window: those for which a predicate holds, and that are not too late. */
export interface AdmissionPlan {
  /** Number of the predicate. */
  readonly where: number | null
  /** µs. */
  readonly allowedLateness: Micros | null
}

/** An input of features over the facts of one admission, with the partial aggregates that its features need. */
export interface LanePlan {
  readonly admission: number
  /** Column of the input, NaN where it is null; null for a lane that only counts facts. */
  readonly input: number | null
  /** The input is an integer of up to 64 bits, input × 2⁴⁰ + low. */
  readonly low: number | null
  readonly sums: boolean
  readonly moments: boolean
  readonly extremes: boolean
}

/** From which instant features look: from T, or from the newest refresh R; semantics § 3. */
export type FramePlan = { readonly every: Micros; readonly delay: Micros } | null

/** One window over the facts of one admission, seen from one frame. */
export interface ViewPlan {
  readonly number: number
  readonly frame: number
  readonly admission: number
  /** µs; null: unbounded. */
  readonly length: Micros | null
  readonly slide: Micros | null
  readonly right: boolean
  readonly folds: readonly FoldPlan[]
}

/** A lane seen through a view; its features share the number of inputs and the weights. */
export interface FoldPlan {
  /** Its own number, over all views. */
  readonly number: number
  readonly lane: number
  /** Numbers of its features, and which kinds they are of. */
  readonly features: readonly number[]
  readonly kinds: readonly AggregateKind[]
  /** Some feature asks how old the newest fact is. */
  readonly ages: boolean
  /** Some feature gives a list. */
  readonly lists: boolean
  /** Some feature has Σ|x| as its weight. */
  readonly sizes: boolean
  /** Some feature has |mean| as its weight. */
  readonly centres: boolean
}

/** How a block of answers holds a feature's values: doubles, 64-bit integers, or lists of doubles. */
export type Carrier = 'float64' | 'int64' | 'list'

export interface FeaturePlan {
  readonly kind: AggregateKind
  readonly carrier: Carrier
  readonly poison: boolean
  /** How many values `lastN` keeps. */
  readonly n: number
  /** µs; null: never expires. */
  readonly ttl: Micros | null
  /** A count of facts, not of inputs. */
  readonly ofFacts: boolean
  /** The input is an integer whose sums may leave 53 bits. */
  readonly wide: boolean
}
