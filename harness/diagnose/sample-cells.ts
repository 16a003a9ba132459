import { targetName } from '../../features/target.ts'
import type { CellJudgement } from '../diff/judgement.ts'
import type { JudgedRow } from '../diff/mismatch.ts'
import type { ColumnPlan, TargetPlan } from '../diff/target-plan.ts'
import type { ServedRow } from '../history/history.ts'
import { keyText } from '../oracle/specification/compare-values.ts'
import type { Beside, CellSide, RowBatch } from './cell.ts'
import { noVotes, type SideVotes, voteOf } from './side-vote.ts'
import { type SpreadSample, spreadSample } from './spread-sample.ts'

/** Mismatches of a feature and a side that are looked at, and cells that are right. */
const wrongMax = 240
const rightMax = 1_200

/** Questions that are counted, so that those that are alike are known. */
const questionsMax = 100_000

/** Questions of one call that are kept together. */
const batchMax = 64

/** A cell that was judged, with what is needed to look at it again. */
export interface SampledCell {
  readonly row: JudgedRow
  readonly batch: RowBatch
  readonly beside: Beside
  readonly cell: CellJudgement
}

/** One column on one side. */
export interface ColumnSample {
  readonly target: string
  readonly plan: ColumnPlan
  readonly side: CellSide
  readonly wrong: SpreadSample<SampledCell>
  readonly right: SpreadSample<SampledCell>
  /** Mismatches that another version answered. */
  readonly otherVersion: SpreadSample<SampledCell>
  readonly votes: SideVotes
}

/** Takes judged rows and keeps the cells that a diagnosis looks at. */
export interface CellSampler {
  add(row: JudgedRow): void
  columns(): readonly ColumnSample[]
  /** Whether a mismatch was met. */
  readonly found: boolean
}

/** Samples within bounds, however many rows there are; costs next to nothing where all is right. */
export function cellSampler(): CellSampler {
  const columns = new Map<string, ColumnSample>()
  const byPlan: Record<CellSide, Map<ColumnPlan, ColumnSample>> = { online: new Map(), offline: new Map() }
  let batch: RowBatch | null = null
  let asked: TargetPlan | null = null
  let found = false
  let last: { readonly row: JudgedRow; readonly beside: Beside } | null = null
  const questions = new Map<string, { count: number }>()
  const alikeOf = ({ target, served, training }: JudgedRow): { count: number } => {
    if (training === null || training === undefined) return { count: 1 }
    const text = `${targetName(target.target)} ${served.asOf} ${keyText(served.key)}`
    const known = questions.get(text) ?? { count: 0 }
    known.count++
    if (questions.size < questionsMax) questions.set(text, known)
    return known
  }
  const columnOf = ({ target }: JudgedRow, plan: ColumnPlan, side: CellSide): ColumnSample => {
    const planned = byPlan[side].get(plan)
    if (planned !== undefined) return planned
    const name = `${side} ${targetName(target.target)} ${plan.column}`
    const column = columns.get(name) ?? openColumn(targetName(target.target), plan, side)
    columns.set(name, column)
    byPlan[side].set(plan, column)
    return column
  }
  return {
    get found() {
      return found
    },
    columns: () => [...columns.values()],
    add(row) {
      batch = batchOf(asked === row.target ? batch : null, row)
      const before = asked === row.target ? last : null
      asked = row.target
      const beside: Beside = {
        place: before === null ? 0 : before.beside.place + 1,
        before: before?.row.served ?? null,
        after: null,
        alike: alikeOf(row),
      }
      if (before !== null) before.beside.after = row.served
      last = { row, beside }
      for (const cell of row.judgement.cells) {
        const vote = voteOf(cell)
        for (const side of ['online', 'offline'] as const) {
          const kind = (side === 'online' ? cell.served : cell.training)?.kind
          if (kind === undefined || kind === 'notJudged' || kind === 'error') continue
          const column = columnOf(row, cell.plan, side)
          if (vote !== null) column.votes[vote]++
          const isWrong = kind === 'defect' || kind === 'leak'
          found ||= isWrong
          partOf(column, cell, isWrong).add({ row, batch, beside, cell })
        }
      }
    },
  }
}

function openColumn(target: string, plan: ColumnPlan, side: CellSide): ColumnSample {
  const sample = <T>(capacity: number) => spreadSample<T>(capacity)
  const [wrong, right, otherVersion] = [
    sample<SampledCell>(wrongMax),
    sample<SampledCell>(rightMax),
    sample<SampledCell>(wrongMax),
  ]
  return { target, plan, side, wrong, right, otherVersion, votes: noVotes() }
}

function partOf(
  column: ColumnSample,
  { served }: CellJudgement,
  isWrong: boolean,
): SpreadSample<SampledCell> {
  if (!isWrong) return column.right
  const isVersion = column.side === 'online' && served?.kind === 'defect' && served.because === 'version'
  return isVersion ? column.otherVersion : column.wrong
}

/** Rows that follow one another and share both instants were asked for together; the first key once more begins anew. */
function batchOf(last: RowBatch | null, { served }: JudgedRow): RowBatch {
  const [first] = last?.rows ?? []
  const isSame =
    first?.asOf === served.asOf && first.answeredAt === served.answeredAt && holdsAlike(first, served)
  if (last === null || !isSame) return { rows: [served], together: [served], before: null }
  const key = keyText(served.key)
  const isAgain = keyText(first.key) === key
  const isFull = last.together.length >= batchMax
  if (!isFull) last.together.push(served)
  if (isAgain || last.rows.length >= batchMax) {
    return { rows: [served], together: isFull ? [served] : last.together, before: isAgain ? last : null }
  }
  last.rows.push(served)
  return last
}

/** Answers of one call hold the same of the log. */
function holdsAlike(a: ServedRow, b: ServedRow): boolean {
  return a.watermark === b.watermark && JSON.stringify(a.applied) === JSON.stringify(b.applied)
}
