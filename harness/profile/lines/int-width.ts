import type { ProfileLine } from '../profile-line.ts'
import { intsAsDoubles, intsIn32Bits } from '../rules/width-rules.ts'
import { append, ask, fact, found, hour, way } from '../way.ts'

const values = { k1: 2n ** 63n - 1n, k2: -(2n ** 63n), k3: 2n ** 53n + 1n, k4: 2n ** 31n, k5: 2n ** 32n + 5n }
const keys = Object.keys(values)

const steps = [append(...Object.entries(values).map(([key, x]) => fact(0, x, { key }))), ask(hour, ...keys)]

const exact = Object.values(values)
const shown = (of: (value: bigint) => bigint) => exact.map(value => String(of(value)))
const doubled = (value: bigint) => BigInt(Number(value))
const top = 2n ** 63n

const possible = [
  found(
    '64-bits',
    shown(value => value),
    'all 64 bits',
  ),
  found(
    'doubles',
    shown(value => (doubled(value) === top ? top - 1n : doubled(value))),
    '53 bits: they pass through a double',
    intsAsDoubles,
  ),
  found(
    'doubles',
    shown(value => BigInt.asIntN(64, doubled(value))),
    '53 bits: they pass through a double',
  ),
  // The greatest double below 2⁶³, where what is beyond is refused by a cast.
  found(
    'doubles',
    shown(value => (doubled(value) === top ? top - 1024n : doubled(value))),
    '53 bits: they pass through a double',
  ),
  found(
    '32-bits',
    shown(value => BigInt.asIntN(32, value)),
    'the low 32 bits',
    intsIn32Bits,
  ),
]

/** How much of an int is kept. */
export const intWidth: ProfileLine = {
  name: 'int-width',
  asks: 'How much is kept of ints at the edges of 64, 53 and 32 bits?',
  sides: 'both',
  ways: [
    way({ kind: 'latest', steps, possible }),
    way({ kind: 'last', steps, possible }),
    way({ kind: 'max', steps, possible }),
  ],
}
