import type { RunReport } from './run-report.ts'

/** Looks at every run of `verify` in its turn, and has something to say in the end. */
export interface RunWatch {
  add(report: RunReport): void
  /** What a reader of the counts must know beside them. */
  notes(): readonly string[]
  /** What is stored with the options of the run. */
  options(): Readonly<Record<string, unknown>>
}
