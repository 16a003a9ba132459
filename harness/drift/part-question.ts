import type { Random } from '../../generators/random.ts'
import type { DriftPartName } from '../../reports/drift-result.ts'
import type { ClusterCells } from './statistics/cluster-cells.ts'

/** Which rows belong to one entity, for one part: all rows, or those of a sample of the entities. */
interface Clustered {
  readonly table: ClusterCells
  readonly sampled: boolean
  /** One row in so many of these entities is in the table. */
  readonly rowsOneIn: number
}

/** What one part of a feature is judged by. */
export interface PartQuestion {
  readonly part: DriftPartName
  readonly epsilon: number
  /** What this part may spend of α. */
  readonly alpha: number
  readonly minimum: number
  /** Null where rows are independent. */
  readonly clustered: Clustered | null
  readonly random: Random
}
