import type { JudgedHistory } from '../audit/judge-history.ts'

export interface WrongCells {
  readonly online: number
  readonly offline: number
  /** Cells that were judged, on both sides. */
  readonly judged: number
}

/** Counts the cells of a judged History that are called wrong, by side. */
export function wrongCells({ rows }: Pick<JudgedHistory, 'rows'>): WrongCells {
  const counts = { online: 0, offline: 0, judged: 0 }
  for (const { judgement } of rows) {
    for (const { served, training } of judgement.cells) {
      if (served !== null && served.kind !== 'notJudged' && served.kind !== 'error') counts.judged++
      if (training !== null && training.kind !== 'notJudged') counts.judged++
      if (served?.kind === 'defect') counts.online++
      if (training?.kind === 'defect' || training?.kind === 'leak') counts.offline++
    }
  }
  return counts
}
