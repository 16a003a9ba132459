import type { StoredFeature } from '../definitions.ts'
import type { GroupParts } from './group-parts.ts'
import type { SqlStatement } from './sql-statement.ts'

/** Features of a frame over one and the same window, and the table that holds their parts, one row an ask. */
export interface FeatureGroup {
  readonly features: readonly StoredFeature[]
  readonly parts: GroupParts
  readonly table: string
  readonly statements: readonly SqlStatement[]
}
