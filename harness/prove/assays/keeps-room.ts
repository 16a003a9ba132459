import { judgeHistory } from '../../audit/judge-history.ts'
import { wrongCells } from '../wrong-cells.ts'
import type { Assay } from './assay.ts'
import { withServed } from './hand-made.ts'

/** Two inputs whose absolute values add up to 0.3: n · 2⁻⁵² · Σ|x| of semantics § 8. */
const sum = 0.1 + 0.2
const room = 2 * 2 ** -52 * sum

/** A sum within its room is equal; three rooms away it is wrong. */
export const keepsRoom: Assay = {
  name: 'room-of-sums',
  about: 'how far apart two float sums may lie',
  async run() {
    const wrong = (value: number) => {
      const judged = judgeHistory(withServed(0, 'sum', { value, state: 'present' }))
      return wrongCells(judged).online
    }
    if (wrong(0.3) !== 0) return 'it calls a sum wrong that another order of summation gives'
    const far = [sum + 3 * room, sum - 3 * room].filter(value => wrong(value) !== 1)
    return far.length === 0 ? null : 'it takes a sum for equal that no order of summation gives'
  },
}
