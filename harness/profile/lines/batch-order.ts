import type { ProfileLine } from '../profile-line.ts'
import { append, appendEach, ask, fact, found, hour, way } from '../way.ts'

const late = 3 * hour
const of = (key: string, at: number, x: bigint) => fact(at * hour, x, { key, arrives: late })

/** Three facts a key, in falling, rising and mixed order, one by one and in one batch. */
const steps = [
  ...appendEach(of('fall', 2, 3n), of('fall', 1, 2n), of('fall', 0, 1n)),
  ...appendEach(of('rise', 0, 1n), of('rise', 1, 2n), of('rise', 2, 3n)),
  append(of('falls', 2, 3n), of('falls', 1, 2n), of('falls', 0, 1n)),
  append(of('rises', 0, 1n), of('rises', 1, 2n), of('rises', 2, 3n)),
  ask(4 * hour, 'fall', 'rise', 'falls', 'rises'),
]

const possible = [
  found('as-one-by-one', ['3', '3', '3', '3'], 'none: in a batch and one by one the newest stands'),
  found('as-one-by-one', ['1', '3', '1', '3'], 'none: in a batch and one by one the last stands'),
  found(
    'newest-of-batch',
    ['1', '3', '3', '3'],
    'of a batch the newest stands, though one by one the last does',
  ),
  found(
    'last-of-batch',
    ['3', '3', '1', '3'],
    'of a batch the last stands, though one by one the newest does',
  ),
  found(
    'first-of-batch',
    ['3', '3', '3', '1'],
    'of a batch the first stands, though one by one the newest does',
  ),
  found(
    'first-of-batch',
    ['1', '3', '3', '1'],
    'of a batch the first stands, though one by one the last does',
  ),
  found(
    'oldest-of-batch',
    ['3', '3', '1', '1'],
    'of a batch the oldest stands, though one by one the newest does',
  ),
]

/** Whether it matters that records of one key come in one batch, and in which order. */
export const batchOrder: ProfileLine = {
  name: 'batch-order',
  asks: 'Does it make a difference that facts of a key come in one batch, and in which order?',
  sides: 'both',
  ways: [way({ kind: 'latest', steps, possible }), way({ kind: 'last', steps, possible })],
}
