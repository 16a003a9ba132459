import type { Value } from '../../../features/value.ts'
import { judgeHistory } from '../../audit/judge-history.ts'
import type { History, ServedCell } from '../../history/history.ts'
import { wrongCells } from '../wrong-cells.ts'
import type { Assay } from './assay.ts'
import { known, withServed, withTrained } from './hand-made.ts'

/** Another value of the type of a column. */
function other(value: Value, column: string): Value {
  if (typeof value === 'bigint') return value + 1n
  if (typeof value === 'number') return value + 0.01
  return column === 'sum' ? 0 : 0n
}

/** Each wrong cell by itself, and the null in the place of a value, must be called wrong, alone and on its side. */
export const seesWrong: Assay = {
  name: 'wrong-values',
  about: 'that a wrong value, a wrong state and a null in the place of a value are each called wrong',
  async run() {
    const missed: string[] = []
    const expect = (history: History, online: number, offline: number, what: string) => {
      const wrong = wrongCells(judgeHistory(history))
      if (wrong.online !== online || wrong.offline !== offline) missed.push(what)
    }
    for (const [row, { served, trained }] of known.entries()) {
      for (const [column, [value, state]] of Object.entries(served)) {
        const wrong: ServedCell[] = [{ value: other(value, column), state: 'present' }]
        if (value !== null) wrong.push({ value: null, state: 'null' })
        if (value !== null && state === 'present') wrong.push({ value: null, state })
        if (value === null) wrong.push({ value: null, state: state === 'null' ? 'not-found' : 'null' })
        for (const cell of wrong) {
          expect(
            withServed(row, column, cell),
            1,
            0,
            `${column} served as ${cell.value} (${cell.state}), not ${value} (${state})`,
          )
        }
      }
      for (const [column, value] of Object.entries(trained)) {
        expect(
          withTrained(row, column, other(value, column)),
          0,
          1,
          `${column} trained as another value than ${value}`,
        )
        if (value !== null)
          expect(withTrained(row, column, null), 0, 1, `${column} trained as null, not ${value}`)
      }
    }
    return missed.length === 0
      ? null
      : `it does not call wrong, alone and on its side: ${missed.slice(0, 5).join('; ')}`
  },
}
