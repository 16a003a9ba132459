/** How many rows of one cluster (entity) fall into one cell (a block of the grid, a category), on each side. */
export interface ClusterCell {
  /** 0, 1, … */
  readonly cluster: number
  readonly cell: number
  readonly reference: number
  readonly current: number
}

/** Cells whose order means something are compared by their running sums, as KS does; others one by one. */
export type CellKind = 'ordered' | 'unordered'

/** A table of clusters by cells, sparse. */
export interface ClusterCells {
  readonly kind: CellKind
  readonly cells: number
  readonly clusters: number
  readonly counts: readonly ClusterCell[]
}
