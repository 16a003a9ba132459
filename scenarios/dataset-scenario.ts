import type { Definitions } from '../features/definitions.ts'
import type { FeaturesOf } from './scenario.ts'

/**
 * A replay of real events through a store: too many to be generated or to be held in memory, so they stay in DuckDB
 * and the scenario says in SQL what they are.
 */
export interface DatasetScenario {
  readonly name: string
  /** One sentence for `--list`. */
  readonly about: string
  readonly definitions: Definitions
  /** The Parquet file: a package of npm and a path in it. */
  readonly data: { readonly package: string; readonly path: string }
  /** The one source that is replayed. */
  readonly source: string
  /**
   * SQL over the relation `data` that gives the log: `id` (BIGINT), `event_time` and `arrival_time` (TIMESTAMP, UTC),
   * and every field of the source in its own type.
   */
  readonly events: string
  /** SQL over the relation `events` that gives the questions: every key part, and `as_of` (TIMESTAMP). */
  readonly probes: string
  /** At least so many questions must be asked, and so many values compared, for the run to count. */
  readonly mustHappen: { readonly probes: number; readonly cellsCompared: number }
}

/** Makes a dataset scenario. */
export function datasetScenario(
  name: string,
  { features, ...options }: Omit<DatasetScenario, 'name' | 'definitions'> & { readonly features: FeaturesOf },
): DatasetScenario {
  return { name, definitions: 'definitions' in features ? features.definitions : features, ...options }
}
