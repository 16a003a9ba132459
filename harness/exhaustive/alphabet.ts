import type { Instant } from '../../features/value.ts'
import { askedAt } from './small-features.ts'

/** What the records of small histories are made of: plain data, printed with every result. */
export interface Alphabet {
  /** τ of a new fact (µs). */
  readonly instants: readonly Instant[]
  /** Its value. */
  readonly values: readonly (bigint | null)[]
  /** τ and value of a correction, of a higher or a lower revision. */
  readonly correctedInstants: readonly Instant[]
  readonly correctedValues: readonly (bigint | null)[]
  /** α, which never falls from one record to the next (µs), ascending. */
  readonly arrivals: readonly Instant[]
  /** Whether revisions also come in the wrong order: a delete before what it deletes, a lower revision after a higher. */
  readonly outOfOrder: boolean
  /** Whether a redelivered record may also hold another value than the first, which must not matter. */
  readonly conflicts: boolean
}

const tail = askedAt - 8_000_000
const around = (edge: Instant): Instant[] => [edge - 1, edge, edge + 1]
const edges = [...around(tail), ...around(askedAt)]

/** The alphabet of histories of so many records: with each record more it has to shrink to stay within reach. */
const alphabets: readonly Alphabet[] = [
  {
    instants: edges,
    values: [null, 1n, 2n],
    correctedInstants: edges,
    correctedValues: [null, 1n, 2n],
    arrivals: [askedAt - 1, askedAt],
    outOfOrder: true,
    conflicts: true,
  },
  {
    instants: edges,
    values: [null, 1n, 2n],
    correctedInstants: [tail, askedAt],
    correctedValues: [null, 1n],
    arrivals: [askedAt - 1, askedAt],
    outOfOrder: true,
    conflicts: true,
  },
  {
    instants: [tail - 1, tail, askedAt - 1, askedAt],
    values: [null, 2n],
    correctedInstants: [tail, askedAt],
    correctedValues: [null, 1n],
    arrivals: [askedAt],
    outOfOrder: true,
    conflicts: false,
  },
  {
    instants: [tail, askedAt],
    values: [null, 2n],
    correctedInstants: [askedAt - 1],
    correctedValues: [1n],
    arrivals: [askedAt],
    outOfOrder: false,
    conflicts: false,
  },
]

/** Records of a history at most. */
export const recordsMax = alphabets.length

export function alphabetOf(records: number): Alphabet {
  return alphabets[records - 1] as Alphabet
}

/** The alphabet in a sentence. */
export function alphabetText(alphabet: Alphabet): string {
  const { instants, values, correctedInstants, correctedValues, arrivals, outOfOrder, conflicts } = alphabet
  const corrected = `corrections to ${timesText(correctedInstants)}, ${valuesText(correctedValues)}`
  return [
    'two keys of one partition',
    `event times ${timesText(instants)}`,
    `values ${valuesText(values)}`,
    corrected,
    'deletes',
    outOfOrder ? 'deletes before what they delete, lower revisions after higher ones' : null,
    `redelivery of any record${conflicts ? ', also with another value' : ''}`,
    `arrivals ${timesText(arrivals)}`,
  ]
    .filter(part => part !== null)
    .join('; ')
}

/** Instants from T, where everything is asked: `T−8s, T−1µs, T`. */
function timesText(instants: readonly Instant[]): string {
  return instants.map(timeText).join(', ')
}

function timeText(instant: Instant): string {
  const [from, name] = instant > askedAt - 4_000_000 ? [askedAt, 'T'] : [tail, 'T−8s']
  const apart = instant - from
  return apart === 0 ? name : `${name}${apart < 0 ? '−' : '+'}${Math.abs(apart)}µs`
}

function valuesText(values: readonly (bigint | null)[]): string {
  return values.map(value => (value === null ? 'null' : String(value))).join(', ')
}
