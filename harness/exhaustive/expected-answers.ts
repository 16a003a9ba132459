import type { StoredFeature } from '../../features/definitions.ts'
import type { PlacedRecord } from '../../features/log-record.ts'
import type { Instant } from '../../features/value.ts'
import type { Recomputed } from '../oracle/recomputed.ts'
import { specificationLog } from '../oracle/specification/specification-log.ts'
import { askedAt, askedLater, smallFeatures, smallSource } from './small-features.ts'
import type { SmallHistory } from './small-history.ts'
import { logOf } from './small-log.ts'

/** The stored features in the order of every list of answers here. */
export const smallColumns: readonly StoredFeature[] = [...smallFeatures.features.values()].filter(
  feature => feature.kind === 'stored',
)

/** When everything is asked: `askedAt`, then `askedLater` (µs). */
export const askedInstants: readonly Instant[] = [askedAt, askedLater]

/** What is right for one key, by instant asked and feature. */
export type KeyAnswers = readonly (readonly Recomputed[])[]

/** What is right once so many records of a history were applied, by number of records and key. */
export type HistoryAnswers = readonly (readonly KeyAnswers[])[]

/** Answers that are held at most: beyond it what was held is forgotten. */
const heldMax = 50_000

/**
 * The specification evaluator over small histories. What a key is answered depends on its own records and the greatest arrival
 * that was applied, not on the interleaving, so each is computed once for many histories and all of their runs.
 */
export function expectedAnswers(): (history: SmallHistory) => HistoryAnswers {
  const held = new Map<string, KeyAnswers>()
  return history =>
    Array.from({ length: history.length + 1 }, (_, applied) => {
      const known = history.slice(0, applied)
      const greatest = known.at(-1)?.arrival ?? null
      return [0, 1].map(key => {
        const own = known.filter(record => record.key === key)
        const name = nameOf(own, greatest)
        const found = held.get(name)
        if (found !== undefined) return found
        const made = answersOf(own, greatest)
        if (held.size >= heldMax) held.clear()
        held.set(name, made)
        return made
      })
    })
}

/** All that the answers of a key depend on; facts keep their order, whatever facts of the other key stand between. */
function nameOf(own: SmallHistory, greatest: Instant | null): string {
  const facts = new Map<number, number>()
  const parts = own.map(({ fact, revision, eventTime, value, arrival }) => {
    if (!facts.has(fact)) facts.set(fact, facts.size)
    return `${facts.get(fact)}.${revision}.${eventTime}.${value}.${arrival}`
  })
  return `${greatest}|${parts.join('|')}`
}

function answersOf(own: SmallHistory, greatest: Instant | null): KeyAnswers {
  const placed = logOf(own, ['a', 'a']).map((record, position): PlacedRecord => {
    return { ...record, position, placement: { partition: 0, offset: position } }
  })
  const log = specificationLog(smallFeatures, smallSource, placed)
  const knowledge = { kind: 'applied', offsets: { '0': placed.length }, greatest } as const
  return askedInstants.map(asOf =>
    smallColumns.map(feature => log.evaluate(feature, ['a'], { asOf, knowledge, trained: false })),
  )
}
