import type { JudgedHistory } from '../audit/judge-history.ts'
import type { Move } from '../drive/move.ts'
import type { History } from '../history/history.ts'

/** A judged run. */
export interface MeasuredRun {
  readonly history: History
  readonly judged: JudgedHistory
  readonly moves: readonly Move[]
}
