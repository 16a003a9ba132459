import { ownMember } from '../../../features/own-member.ts'
import type { Value } from '../../../features/value.ts'
import { sameValue } from '../../diff/same-value.ts'
import type { ServedRow } from '../../history/history.ts'
import { keyText } from '../../oracle/specification/compare-values.ts'
import type { CauseRule } from '../cause-rule.ts'
import type { StoredCell } from '../cell.ts'
import { evaluateAsked } from '../evaluate-asked.ts'

/** The same question put once more, at once, whose first answer was another. */
function unlikeBefore(cell: StoredCell) {
  const { served, batch } = cell.row
  const key = keyText(served.key)
  const state = ({ applied, watermark }: ServedRow) => JSON.stringify([applied, watermark])
  // Only the same call once more is the same question: of other calls other bugs make other answers.
  const before = batch.before?.rows[batch.rows.indexOf(served)]
  if (before === undefined || keyText(before.key) !== key || state(before) !== state(served)) return null
  const given = ownMember(before.cells, cell.plan.column)
  if (given === undefined || isSame(given.value, cell.given.value)) return null
  return evaluateAsked(cell)
}

function questionOf({ key, row: { served, scenario, seed } }: StoredCell): string {
  return JSON.stringify([scenario, seed, keyText(key), served.asOf])
}

/** The same question, put in an earlier call, whose answer was another; it tells less where the store held something else. */
function unlikeEarlier(cell: StoredCell, others: readonly StoredCell[]) {
  const { world, beside } = cell.row
  const held = ({ applied, watermark }: ServedRow) => JSON.stringify([applied, watermark])
  const earlier = others.filter(
    other =>
      other.row.world === world &&
      other.row.beside.place < beside.place &&
      !isSame(other.given.value, cell.given.value),
  )
  if (earlier.length === 0) return null
  const isAlike = earlier.some(({ row }) => held(row.served) === held(cell.row.served))
  return { ...evaluateAsked(cell), bits: isAlike ? earlierBits : earlierBits + 2 }
}

const earlierBits = 3

/** NaN twice is no other answer. */
function isSame(a: Value, b: Value): boolean {
  return sameValue(a, b) || (Number.isNaN(a) && Number.isNaN(b))
}

/** A question whose being asked changes the next answer. */
export const impureRead: CauseRule = {
  says: 'changes what it holds when it is read',
  mend: 'fold into a copy when reading, never into the state that is kept',
  looksLike: 'The same question, asked twice at once, has two answers.',
  example: 'read k, read k again → 1, then 2',
  known: [{ symptom: 'reading changes the cached state', where: 'airbnb/chronon#1032' }],
  variants: ({ side, wrong, right }) => {
    if (side === 'offline' || !wrong.some(cell => unlikeBefore(cell) !== null)) return []
    const byQuestion = Map.groupBy([...wrong, ...right], questionOf)
    return [
      {
        kind: 'loose',
        label: 'answers the same question in two ways',
        cost: 0.5,
        because: () => 'the same question had another answer just before',
        explains: cell => {
          const others = byQuestion.get(questionOf(cell)) ?? []
          return unlikeBefore(cell) ?? unlikeEarlier(cell, others)
        },
      },
    ]
  },
}
