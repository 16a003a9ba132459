import type { DatabaseOptions } from './open-database.ts'
import type { Mapping } from './parse-mapping.ts'

/** How files are opened. */
export interface StageOptions {
  /** From their column names and units to ours; absent: the files are as history § files says. */
  readonly mapping?: Mapping
  /** Share of the keys to keep, 0 < sample ≤ 1; absent: all. */
  readonly sample?: number
  /** µs that `answered_at` is widened by, against clocks that differ. */
  readonly clockSlack?: number
  readonly database?: DatabaseOptions
}
