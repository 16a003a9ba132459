import type { StoredFeature } from '../definitions.ts'
import type { Dialect, SqlAggregate } from '../dialects/dialect.ts'

/** What the SQL of an aggregation reads of one fact: the SQL text of columns, after the null rule `zero`. */
export interface FactColumns {
  /** The input; null only where the feature takes none. */
  readonly input: string | null
  /** Whether a float input may be so large that a variance needs care; see `hugeInput`. */
  readonly huge: boolean
  /** The rank of the fact among those of its key, by (τ, α of the first upsert, id). */
  readonly rank: string
}

/** How partial results over disjoint facts become one; a `spread` is a population variance. */
export type Merge = 'count' | 'sum' | 'min' | 'max' | 'spread' | 'greatest'

/** One aggregate over facts, and how its partial results merge; null where they cannot. */
export interface SqlPart extends SqlAggregate {
  readonly merge: Merge | null
  /** For a spread, the name of the part, before it, that is the sum of its inputs. */
  readonly about?: string
  /** For `greatest`, how many it keeps. */
  readonly keep?: number
}

/** What the last step reads: the SQL text of columns over one probe. */
export interface FinishColumns {
  /** A part by its name; null where no input was let in. */
  part(name: string): string
  /** Number of facts let in that have an input, never null. */
  readonly inputs: string
  /** As in `FactColumns`, for this feature. */
  readonly huge: boolean
  /** What `picks` says, null for no fact. */
  readonly picked: string
}

/** An aggregation in SQL: parts over facts and a last step, equal to its monoid; semantics § 5. */
export interface AggregationSql {
  parts(fact: FactColumns, feature: StoredFeature, dialect: Dialect): Readonly<Record<string, SqlPart>>
  /** The result; null where the aggregation has none. It is read only where a fact was let in. */
  value(columns: FinishColumns, feature: StoredFeature, dialect: Dialect): string
  /** Σ|x|, or |mean|, which sets the room of semantics § 8; absent where equality is exact. */
  weight?(columns: FinishColumns, feature: StoredFeature, dialect: Dialect): string | null
  /** Whether the value is the input of the fact that the part `rank` names, or lists those of the facts it lists. */
  readonly picks?: 'one' | 'several'
}
