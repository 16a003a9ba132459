import type { Op } from '../../features/log-record.ts'
import type { Instant } from '../../features/value.ts'
import type { Alphabet } from './alphabet.ts'

/** One record of a small history; facts are numbered in the order in which they first appear, keys are 0 and 1. */
export interface SmallRecord {
  readonly fact: number
  readonly key: number
  readonly revision: number
  readonly op: Op
  /** τ (µs); null on a delete. */
  readonly eventTime: Instant | null
  readonly value: bigint | null
  /** α (µs). */
  readonly arrival: Instant
}

export type SmallHistory = readonly SmallRecord[]

/** The revision that a fact begins with: one below it may come later. */
const firstRevision = 1

type Content = Pick<SmallRecord, 'op' | 'eventTime' | 'value'>

const deleted: Content = { op: 'delete', eventTime: null, value: null }

/**
 * Every history of `records` records over an alphabet, once up to the names of the two keys: the first record is of key
 * 0. Shorter histories are the beginnings of these.
 */
export function* smallHistories(alphabet: Alphabet, records: number): Generator<SmallHistory> {
  yield* extended(lettersOf(alphabet), [], records)
}

function* extended(letters: Letters, before: SmallHistory, left: number): Generator<SmallHistory> {
  if (left === 0) {
    yield before
    return
  }
  const since = before.at(-1)?.arrival ?? Number.NEGATIVE_INFINITY
  for (const arrival of letters.arrivals.filter(each => each >= since)) {
    for (const next of letters.after(before)) {
      yield* extended(letters, [...before, { ...next, arrival }], left - 1)
    }
  }
}

interface Letters {
  readonly arrivals: readonly Instant[]
  /** What may follow some records, each with any arrival. */
  after(before: SmallHistory): Omit<SmallRecord, 'arrival'>[]
}

function lettersOf(alphabet: Alphabet): Letters {
  const fresh = contents(alphabet.instants, alphabet.values)
  const corrected = [...contents(alphabet.correctedInstants, alphabet.correctedValues), deleted]
  const begins = alphabet.outOfOrder ? [...fresh, deleted] : fresh
  return {
    arrivals: alphabet.arrivals,
    after(before) {
      const facts = [...Map.groupBy(before, record => record.fact).values()]
      const keys = before.length === 0 ? [0] : [0, 1]
      return [
        ...keys.flatMap(key =>
          begins.map(content => ({ fact: facts.length, key, revision: firstRevision, ...content })),
        ),
        ...facts.flatMap(records => [
          ...revised(records, corrected, alphabet.outOfOrder),
          ...redelivered(records, alphabet.conflicts),
        ]),
      ]
    },
  }
}

/** A revision above all that were seen, or the one below the first where it was not seen. */
function revised(
  records: readonly SmallRecord[],
  corrected: readonly Content[],
  outOfOrder: boolean,
): Omit<SmallRecord, 'arrival'>[] {
  const { fact, key } = records[0] as SmallRecord
  const seen = records.map(record => record.revision)
  const lower = outOfOrder && !seen.includes(firstRevision - 1) ? [firstRevision - 1] : []
  return [Math.max(...seen) + 1, ...lower].flatMap(revision =>
    corrected.map(content => ({ fact, key, revision, ...content })),
  )
}

/** Each revision once more, as it first came, and where conflicts are wanted an upsert with another value. */
function redelivered(records: readonly SmallRecord[], conflicts: boolean): Omit<SmallRecord, 'arrival'>[] {
  const firsts = [...Map.groupBy(records, record => record.revision).values()].map(
    each => each[0] as SmallRecord,
  )
  return firsts.flatMap(first => {
    const conflict = { ...first, value: (first.value ?? 0n) + 1n }
    return conflicts && first.op === 'upsert' ? [first, conflict] : [first]
  })
}

function contents(instants: readonly Instant[], values: readonly (bigint | null)[]): Content[] {
  return instants.flatMap(eventTime => values.map((value): Content => ({ op: 'upsert', eventTime, value })))
}

/** What the number of possible next records depends on; how many facts have which (upserts seen, deletes seen, lower one seen). */
type FactState = readonly [upserts: number, deletes: number, lowerSeen: boolean]

/**
 * How many histories there are, by a recurrence over what their numbers depend on instead of by making them. The arrivals
 * are counted apart: as many as there are ways not to fall.
 */
export function countHistories(alphabet: Alphabet, records: number): number {
  const { instants, values, correctedInstants, correctedValues, outOfOrder, conflicts } = alphabet
  const upserts = instants.length * values.length
  const corrections = correctedInstants.length * correctedValues.length
  const after = (facts: readonly FactState[], left: number): number => {
    if (left === 0) return 1
    const keys = facts.length === 0 ? 1 : 2
    const born = keys * upserts * after([...facts, [1, 0, false]], left - 1)
    const bornDeleted = outOfOrder ? keys * after([...facts, [0, 1, false]], left - 1) : 0
    const others = facts.map(([up, down, lowerSeen], i) => {
      const put = (state: FactState) => after(facts.with(i, state), left - 1)
      const revise = (lower: boolean) => corrections * put([up + 1, down, lower]) + put([up, down + 1, lower])
      const again = (up * (conflicts ? 2 : 1) + down) * after(facts, left - 1)
      return revise(lowerSeen) + (outOfOrder && !lowerSeen ? revise(true) : 0) + again
    })
    return born + bornDeleted + others.reduce((sum, each) => sum + each, 0)
  }
  return after([], records) * waysNotToFall(alphabet.arrivals.length, records)
}

/** Sequences of `length` over `choices` ordered choices that never fall: (length + choices − 1 over length). */
function waysNotToFall(choices: number, length: number): number {
  let ways = 1
  for (let i = 1; i <= length; i++) ways = (ways * (choices - 1 + i)) / i
  return ways
}
