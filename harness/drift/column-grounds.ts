import { type DriftSettings, featureSettings } from './drift-settings.ts'
import type { Engine } from './engine.ts'
import { type ClusterPlan, clusterPlan } from './tables/cluster-rows.ts'
import { type DriftTable, filteredTable } from './tables/drift-table.ts'
import type { ReferenceWindows } from './tables/reference-window.ts'

/** What a feature is compared on. */
export interface ColumnGround {
  /** The rows of the reference in its window. */
  readonly reference: DriftTable
  /** Columns of its entity that both tables have. */
  readonly cluster: readonly string[]
  /** Null where its rows are independent. */
  readonly plan: ClusterPlan | null
}

interface Grounds {
  /** Of features without settings of their own. */
  shared(): Promise<ColumnGround>
  of(column: string): Promise<ColumnGround>
}

/** The ground of every feature; those with one window and one entity share it. */
export function columnGrounds(
  engine: Engine,
  settings: DriftSettings,
  tables: { readonly reference: DriftTable; readonly current: DriftTable },
  windows: ReferenceWindows,
): Grounds {
  const { reference, current } = tables
  const references = new Map<string | null, Promise<DriftTable>>([[null, Promise.resolve(reference)]])
  const grounds = new Map<string, Promise<ColumnGround>>()
  const referenceIn = (window: string | null) =>
    remembered(references, window, () =>
      filteredTable(engine.connection, reference, reference.name, window as string),
    )
  const make = async (window: string | null, cluster: readonly string[]): Promise<ColumnGround> => {
    const rows = await referenceIn(window)
    const isEmpty = rows.rows === 0 || current.rows === 0
    return {
      reference: rows,
      cluster,
      plan: isEmpty ? null : await clusterPlan(engine, cluster, rows, current),
    }
  }
  const ground = (window: string | null, wanted: readonly string[]) => {
    const cluster = wanted.filter(name => reference.columns.has(name) && current.columns.has(name))
    return remembered(grounds, JSON.stringify([window, cluster]), () => make(window, cluster))
  }
  return {
    shared: () => ground(windows.shared, settings.cluster),
    of: column => ground(windows.of(column), featureSettings(settings, column).cluster),
  }
}

function remembered<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const found = known.get(key) ?? make()
  known.set(key, found)
  return found
}
