import { notAnswered } from './answer-text.ts'
import type { Finding, Way } from './profile-line.ts'

/** What a side of a store was found to do. */
export interface SideFinding extends Finding {
  /** What each cell gave; null where it was not asked. */
  readonly answers: readonly (string | null)[]
}

/** Findings that no line has of its own. */
export const other = 'other'
export const notAsked = 'not-asked'
export const failed = 'failed'
export const notAnsweredAtAll = 'not-answered'

const byOwnClock = 'the store answers by its own clock, and what would tell hangs on the very T'

/** Reads what the answers of one side say. Pure. */
export function readFinding(way: Way, answers: readonly (string | null)[]): SideFinding {
  const given = answers.filter(each => each !== null)
  if (given.length === 0) return { finding: notAsked, says: byOwnClock, answers }
  if (given.every(each => each === notAnswered))
    return { finding: notAnsweredAtAll, says: 'nothing was answered', answers }
  const fitting = way.possible.filter(each => fits(each.answers, answers))
  const names = [...new Set(fitting.map(({ finding }) => finding))]
  const [first] = fitting
  if (names.length > 1 && names.length === new Set(way.possible.map(({ finding }) => finding)).size)
    return { finding: notAsked, says: byOwnClock, answers }
  if (names.length > 1) {
    const says = fitting.map(each => each.says).join('; or ')
    return { finding: names.join(' or '), says, answers }
  }
  if (first !== undefined) {
    const { finding, says, rule } = first
    return rule === undefined ? { finding, says, answers } : { finding, says, answers, rule }
  }
  const read = way.interpret?.(answers) ?? null
  return read === null ? { finding: other, says: 'nothing that was foreseen', answers } : { ...read, answers }
}

/** Whether every cell that was asked is as foreseen. */
function fits(foreseen: readonly string[], answers: readonly (string | null)[]): boolean {
  return (
    foreseen.length === answers.length && answers.every((each, i) => each === null || each === foreseen[i])
  )
}
