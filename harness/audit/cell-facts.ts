import { ownMember } from '../../features/own-member.ts'
import type { Readings, RowJudgement } from '../diff/judgement.ts'

/** What the compared cells of a run were about; see `judgedHappenings` of the scenarios. */
export interface CellFacts {
  cellsCompared: number
  nonEmpty: number
  expired: number
  lateData: number
}

/** Adds a row's cells; only cells that were judged by value count as compared. */
export function countCellFacts(
  facts: CellFacts,
  judgement: RowJudgement,
  readings: Readonly<Record<string, Readings>>,
): void {
  for (const { plan, served, lateData } of judgement.cells) {
    if (served === null || served.kind === 'notJudged' || served.kind === 'error') continue
    facts.cellsCompared++
    if (lateData === true) facts.lateData++
    const state = ownMember(readings, plan.column)?.asKnown.state
    if (state === 'expired') facts.expired++
    if (state !== undefined && state !== 'not-found') facts.nonEmpty++
  }
}
