import { keysApart } from '../keys-apart.ts'
import type { ProfileLine } from '../profile-line.ts'

/** Integer keys beyond 32 and 53 bits. */
export const keyIntegers: ProfileLine = {
  name: 'key-integers',
  asks: 'Are integer keys kept apart that differ beyond 32 or 53 bits, or in their sign?',
  sides: 'both',
  ways: keysApart({
    entity: { number: 'int' },
    written: [11n, 2n ** 32n + 11n, -11n, 2n ** 53n + 1n, 2n ** 63n - 1n].map(number => ({ number })),
    absent: [2n ** 53n, 2n ** 53n + 2n, 2n ** 63n - 2n].map(number => ({ number })),
    says: 'they are: keys have 64 bits',
  }),
}
