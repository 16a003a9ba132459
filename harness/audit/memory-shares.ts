/** What a budget of memory is divided into. */
export interface MemoryShares {
  /** `memory_limit` of DuckDB, which spills to disk beyond it. */
  readonly duckdb: string
  /** Bytes for rows and answers on their way through the indexed evaluator. */
  readonly rows: number
}

/** Halves a budget (bytes): while DuckDB sorts the log, what it has sorted is answered outside of it. */
export function memoryShares(bytes: number): MemoryShares {
  const half = Math.max(1, Math.floor(bytes / 2))
  return { duckdb: `${half}B`, rows: half }
}
