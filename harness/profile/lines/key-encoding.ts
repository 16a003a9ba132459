import { keysApart } from '../keys-apart.ts'
import type { ProfileLine } from '../profile-line.ts'

const key = (first: string, second: string, number: bigint) => ({ first, second, number })

/** Key tuples that only an encoding could take for one another. */
export const keyEncoding: ProfileLine = {
  name: 'key-encoding',
  asks: 'Are keys kept apart that look alike once their parts are put together as one text?',
  sides: 'both',
  ways: keysApart({
    entity: { first: 'string', second: 'string', number: 'int' },
    written: [
      key('a', 'b', 11n),
      key('ab', '', 11n),
      key('', 'ab', 11n),
      key('a', 'b1', 1n),
      key('a|b', 'c', 1n),
      key('a', 'b|c', 1n),
      key('a,b', 'c', 1n),
      key('a', 'b,c', 1n),
      key('a:b', 'c', 1n),
      key('a', 'b:c', 1n),
      key('a_b', 'c', 1n),
      key('a', 'b_c', 1n),
      key('a', 'b', -11n),
    ],
    absent: [key('a', 'b', 1n), key('b', 'a', 11n), key('null', 'None', 0n)],
    says: 'they are: parts keep their edges',
  }),
}
