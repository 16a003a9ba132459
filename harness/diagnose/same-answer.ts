import { ownMember } from '../../features/own-member.ts'
import { sameValue } from '../diff/same-value.ts'
import type { ServedRow } from '../history/history.ts'

/** Columns that must agree: fewer do so by chance. */
const columnsLeast = 3

/** Whether two rows hold the same in every column, of which there are enough to tell. */
export function isSameAnswer(a: ServedRow, b: ServedRow): boolean {
  const columns = Object.keys(a.cells)
  if (columns.length < columnsLeast) return false
  return columns.every(column => {
    const [own, other] = [ownMember(a.cells, column), ownMember(b.cells, column)]
    return (
      own !== undefined && other !== undefined && own.state === other.state && alike(own.value, other.value)
    )
  })
}

function alike(a: Parameters<typeof sameValue>[0], b: Parameters<typeof sameValue>[1]): boolean {
  return sameValue(a, b) || (Number.isNaN(a) && Number.isNaN(b))
}
