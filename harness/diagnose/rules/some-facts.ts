import { equalsRecomputed } from '../../diff/equal.ts'
import type { StoredCell } from '../cell.ts'
import { type Evaluated, evaluateAsked } from '../evaluate-asked.ts'
import type { TracedFact } from '../traced-fact.ts'

/** Facts among which every subset is tried; beyond them only runs are. */
const subsetsMax = 9

/** Runs that are tried at most. */
const runsMax = 600

/** What a choice of facts does to those that are let in. */
export type Apply = (facts: readonly TracedFact[], chosen: ReadonlySet<TracedFact>) => readonly TracedFact[]

/** Of the facts that count, a few that were treated otherwise in this cell; null where no choice explains it. */
export interface SomeFacts extends Evaluated {
  readonly chosen: readonly TracedFact[]
  /** What it takes to name them among all that may be chosen (bits). */
  readonly bits: number
}

/** What a choice costs that was the `tried`th (bits). */
const choiceBits = (tried: number) => 3 + Math.log2(tried)

/**
 * Looks for facts of a cell that, treated otherwise, give its value: one, else a run in the order of arrival (the newest
 * first, the shortest first), else, where they are few, any.
 */
export function someFacts(
  cell: StoredCell,
  apply: Apply,
  mayBe: (fact: TracedFact) => boolean = () => true,
): SomeFacts | null {
  const arrived = evaluateAsked(cell).facts.filter(mayBe).toSorted(byArrival)
  let tried = 0
  for (const chosen of choices(arrived)) {
    const isNewest = chosen.at(-1) === arrived.at(-1) && chosen[0] === arrived.at(-chosen.length)
    const bits = Math.min(choiceBits(++tried), isNewest ? choiceBits(chosen.length) + 0.25 : Infinity)
    const found = withChosen(cell, chosen, apply, bits)
    if (found !== null) return found
  }
  return null
}

/** The order in which facts came to say what they say. */
export function byArrival(a: TracedFact, b: TracedFact): number {
  return a.record.arrival - b.record.arrival || a.record.record.position - b.record.record.position
}

/** What a cell is with these facts treated otherwise; null where that is not what was given. */
export function withChosen(
  cell: StoredCell,
  chosen: readonly TracedFact[],
  apply: Apply,
  bits: number,
): SomeFacts | null {
  const set = new Set(chosen)
  const made = evaluateAsked(cell, { letIn: facts => apply(facts, set) })
  const isGiven = equalsRecomputed(cell.feature, cell.given, { ...made.answer, judged: true })
  return isGiven ? { ...made, chosen, bits } : null
}

/** One, else a run (the newest first, the shortest first), else, where they are few, any. */
export function* choices(arrived: readonly TracedFact[]): Generator<readonly TracedFact[]> {
  const n = arrived.length
  let tried = 0
  for (let length = 1; length <= n; length++) {
    for (let from = n - length; from >= 0; from--) {
      if (++tried > runsMax) return
      yield arrived.slice(from, from + length)
    }
  }
  if (n > subsetsMax) return
  for (let mask = 1; mask < 2 ** n; mask++) yield arrived.filter((_, i) => (mask >> i) & 1)
}
