import { createHash } from 'node:crypto'

/** The parameters of a mutant, drawn by label: a label that is added shifts no other. */
export interface Draw {
  /** One of the items. */
  pick<T extends number | string>(label: string, items: readonly T[]): T
  /** A whole number, both ends included. */
  int(label: string, from: number, to: number): number
  /** What was drawn, by label. */
  readonly drawn: Readonly<Record<string, number | string>>
}

export function drawOf(name: string, seed: number): Draw {
  const drawn: Record<string, number | string> = {}
  const below = (label: string, count: number) => {
    const hash = createHash('sha256').update(`${seed}/${name}/${label}`).digest()
    return hash.readUIntBE(0, 6) % count
  }
  const note = <T extends number | string>(label: string, value: T): T => {
    drawn[label] = value
    return value
  }
  return {
    pick: (label, items) => note(label, items[below(label, items.length)]!),
    int: (label, from, to) => note(label, from + below(label, to - from + 1)),
    drawn,
  }
}
