import { expect, test } from 'vitest'
import type { Instant } from '../../features/value.ts'
import { type Alphabet, alphabetOf, recordsMax } from './alphabet.ts'
import { countHistories, type SmallHistory, type SmallRecord, smallHistories } from './small-history.ts'

const small: Alphabet = {
  instants: [1, 2],
  values: [null, 1n],
  correctedInstants: [2],
  correctedValues: [1n],
  arrivals: [7, 8],
  outOfOrder: true,
  conflicts: true,
}

const alphabets: readonly Alphabet[] = [
  small,
  { ...small, outOfOrder: false },
  { ...small, conflicts: false, arrivals: [7] },
  { ...small, values: [5n], correctedInstants: [1, 2, 3] },
]

/** Every record that could be written down, whether it may follow the others or not. */
function everyRecord({
  instants,
  correctedInstants,
  values,
  correctedValues,
  arrivals,
}: Alphabet): SmallRecord[] {
  const times = [...new Set([...instants, ...correctedInstants])]
  const plain = [...new Set([...values, ...correctedValues])]
  const held = [...new Set([...plain, ...plain.map(value => (value ?? 0n) + 1n)])]
  const contents = [
    { op: 'delete' as const, eventTime: null as Instant | null, value: null as bigint | null },
    ...times.flatMap(eventTime => held.map(value => ({ op: 'upsert' as const, eventTime, value }))),
  ]
  return [0, 1, 2].flatMap(fact =>
    [0, 1].flatMap(key =>
      [0, 1, 2, 3].flatMap(revision =>
        contents.flatMap(content => arrivals.map(arrival => ({ fact, key, revision, ...content, arrival }))),
      ),
    ),
  )
}

/** The rules of the alphabet, said of a whole sequence instead of letter by letter. */
function isLegal(history: SmallHistory, alphabet: Alphabet): boolean {
  return history.every((record, i) => {
    const before = history.slice(0, i)
    const own = before.filter(each => each.fact === record.fact)
    if (before.some(each => each.arrival > record.arrival)) return false
    const first = own.find(each => each.revision === record.revision)
    const among = (times: readonly Instant[], values: readonly (bigint | null)[]) =>
      record.op === 'delete' || (times.includes(record.eventTime as Instant) && values.includes(record.value))
    if (own.length === 0) {
      if (record.op === 'delete' && !alphabet.outOfOrder) return false
      return record.revision === 1 && among(alphabet.instants, alphabet.values)
    }
    if (own.some(each => each.key !== record.key)) return false
    if (first !== undefined) {
      if (first.op !== record.op || first.eventTime !== record.eventTime) return false
      if (first.value === record.value) return true
      return alphabet.conflicts && record.op === 'upsert' && record.value === (first.value ?? 0n) + 1n
    }
    const highest = Math.max(...own.map(each => each.revision))
    if (record.revision !== highest + 1 && !(record.revision === 0 && alphabet.outOfOrder)) return false
    return among(alphabet.correctedInstants, alphabet.correctedValues)
  })
}

/** A history under the names that it would have if facts and keys were named in the order in which they appear. */
function canonical(history: SmallHistory): string {
  const facts = [...new Set(history.map(each => each.fact))]
  const keys = [...new Set(history.map(each => each.key))]
  const named = history.map(each => ({
    ...each,
    fact: facts.indexOf(each.fact),
    key: keys.indexOf(each.key),
  }))
  return JSON.stringify(named, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
}

// Catches a history that is made twice or never, and a rule of the alphabet that the generator has otherwise than its words say.
test('makes just the histories that a search through all sequences finds legal, each once up to names', () => {
  for (const alphabet of alphabets) {
    const records = everyRecord(alphabet)
    for (const length of [1, 2]) {
      const sequences = length === 1 ? records.map(a => [a]) : records.flatMap(a => records.map(b => [a, b]))
      const legal = new Set(sequences.filter(each => isLegal(each, alphabet)).map(canonical))
      const made = [...smallHistories(alphabet, length)].map(canonical)
      expect(new Set(made)).toEqual(legal)
      expect(made.length).toBe(legal.size)
    }
  }
})

// Catches a count that the report would boast of and nobody made.
test('the recurrence counts what is made, for every scope and every kind of alphabet', () => {
  for (const alphabet of alphabets) {
    for (const length of [1, 2, 3]) {
      expect(countHistories(alphabet, length)).toBe([...smallHistories(alphabet, length)].length)
    }
  }
  for (let records = 1; records <= recordsMax; records++) {
    let made = 0
    for (const _ of smallHistories(alphabetOf(records), records)) made++
    expect(countHistories(alphabetOf(records), records)).toBe(made)
  }
})
