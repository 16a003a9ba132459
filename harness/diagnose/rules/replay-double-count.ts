import { equalsRecomputed } from '../../diff/equal.ts'
import type { CauseRule, Prediction } from '../cause-rule.ts'
import type { StoredCell } from '../cell.ts'
import { evaluateAsked, lookOf } from '../evaluate-asked.ts'
import { factOf, firstUpsert, type TracedFact } from '../traced-fact.ts'
import { addingUpTo } from './adding-up.ts'
import { namesOf } from './fact-lost.ts'

interface Replayed extends Prediction {
  readonly again: readonly TracedFact[]
  readonly bits: number
}

/** Records that are taken for replayed at most, the newest of a key. */
const recordsMax = 22

/** Runs of records that are tried. */
const runsMax = 400

/** What may have been delivered again: every visible upsert, in the order of arrival. */
function candidatesOf(cell: StoredCell): TracedFact[] {
  const { isVisible } = lookOf(cell.feature, cell.point)
  const seen = cell.records.filter(isVisible)
  const byId = Map.groupBy(seen, record => record.id)
  return seen.flatMap(record => {
    const first = firstUpsert(byId.get(record.id) ?? [])
    return record.upsert && first !== undefined ? [factOf(record, first)] : []
  })
}

function withAgain(cell: StoredCell, again: readonly TracedFact[], bits: number): Replayed | null {
  const made = evaluateAsked(cell, { facts: facts => [...facts, ...again] })
  const isGiven = equalsRecomputed(cell.feature, cell.given, { ...made.answer, judged: true })
  return isGiven ? { ...made, again, bits } : null
}

const inRuns = new WeakMap<StoredCell, Replayed | null>()

/** A run of records that counts once more. */
function runAgain(cell: StoredCell): Replayed | null {
  const known = inRuns.get(cell)
  if (known !== undefined) return known
  const arrived = candidatesOf(cell)
  let found: Replayed | null = null
  let tried = 0
  for (let length = 1; length <= arrived.length && found === null; length++) {
    for (let from = arrived.length - length; from >= 0 && found === null; from--) {
      if (++tried > runsMax) break
      found = withAgain(cell, arrived.slice(from, from + length), 3 + Math.log2(tried))
    }
  }
  inRuns.set(cell, found)
  return found
}

const inParts = new WeakMap<StoredCell, Replayed | null>()

/** Any records that count once more: found by what they add, where the aggregate adds. */
function anyAgain(cell: StoredCell): Replayed | null {
  const known = inParts.get(cell)
  if (known !== undefined) return known
  const counting = candidatesOf(cell)
    .filter(fact => countsOnce(cell, fact))
    .slice(-recordsMax)
  let found: Replayed | null = null
  for (const again of addingUpTo(cell, counting)) {
    found = withAgain(cell, again, 4 + counting.length)
    if (found !== null) break
  }
  inParts.set(cell, found)
  return found
}

/** Whether a fact would be let in if it were there once more. */
function countsOnce(cell: StoredCell, fact: TracedFact): boolean {
  return evaluateAsked(cell, { facts: () => [fact] }).facts.length > 0
}

/** Facts that count twice though the log holds them once: what was delivered again after a restart. */
export const replayDoubleCount: CauseRule = {
  says: 'counts facts twice that the log holds once, as a replay after a restart does',
  mend: 'commit what was read together with what was written (or keep the last offset beside the value), so that a replay changes nothing',
  looksLike:
    'After a restart counts and sums are too high by facts that follow one another in the log; extremes are right.',
  example: 'sum(x), k x=100, k x=7, restart before the commit → served 114, point-in-time gives 107',
  known: [{ symptom: 'a replay after a restart counts twice', where: 'zipline-ai/chronon#2037' }],
  variants: ({ feature, side }) => {
    const { kind } = feature.aggregate
    if (side === 'offline' || kind === 'latest' || kind === 'countDistinct') return []
    const because = (again: readonly TracedFact[]) => `${namesOf(again)} counted twice and delivered once`
    const adds = kind === 'count' || kind === 'sum' || kind === 'mean'
    return [
      {
        kind: 'loose',
        label: 'counts facts again that were replayed',
        cost: adds || kind === 'variance' || kind === 'stddev' ? 3 : 5,
        because: (_, cell) => because(runAgain(cell)?.again ?? []),
        explains: runAgain,
      },
      ...(adds
        ? [
            {
              kind: 'loose' as const,
              label: 'counts facts again that were replayed, now and then',
              cost: 5,
              because: (_: TracedFact | null, cell: StoredCell) => because(anyAgain(cell)?.again ?? []),
              explains: anyAgain,
            },
          ]
        : []),
    ]
  },
}
