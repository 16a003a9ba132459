import { equalsRecomputed } from '../../diff/equal.ts'
import type { AcceptedRecord } from '../../oracle/specification/accepted-log.ts'
import { floorTo } from '../../oracle/specification/evaluate-feature.ts'
import type { CauseRule, Variant } from '../cause-rule.ts'
import type { StoredCell } from '../cell.ts'
import { evaluateAsked, lookOf } from '../evaluate-asked.ts'
import type { TracedFact } from '../traced-fact.ts'
import { addingUpTo } from './adding-up.ts'
import { hour, minute } from './durations.ts'
import { arrivedText, factText } from './fact-text.ts'
import { folded } from './folded.ts'
import { policyVariant } from './policy-variant.ts'
import { type Apply, type SomeFacts, someFacts, withChosen } from './some-facts.ts'
import { behind } from './watermarks.ts'

const explained = new WeakMap<StoredCell, SomeFacts | null>()

/** The facts without which a cell has its value; found once a cell, since three rules ask. */
export function lostFacts(cell: StoredCell): SomeFacts | null {
  const known = explained.get(cell)
  if (known !== undefined) return known
  const found = [lostAmong(cell, () => true) ?? lostAmongLate(cell), lostSince(cell)].reduce(cheaper)
  explained.set(cell, found)
  return found
}

function cheaper(a: SomeFacts | null, b: SomeFacts | null): SomeFacts | null {
  return a === null || (b !== null && b.bits < a.bits) ? b : a
}

/** Of many facts not all choices are tried: those of the late ones are fewer. */
function lostAmongLate(cell: StoredCell): SomeFacts | null {
  const lag = behind(cell)
  const found = lostAmong(cell, record => lag(record) > 0)
  return found === null ? null : { ...found, bits: found.bits + 1 }
}

/** Records that are left out at most, the last first. */
const lastMax = 60

/** All that arrived from some record on. */
function lostSince(cell: StoredCell): SomeFacts | null {
  const { isVisible } = lookOf(cell.feature, cell.point)
  const seen = cell.records.filter(isVisible)
  for (let gone = 1; gone <= Math.min(seen.length, lastMax); gone++) {
    const kept = new Set(seen.slice(0, seen.length - gone))
    const made = evaluateAsked(cell, { look: look => ({ ...look, isVisible: record => kept.has(record) }) })
    if (!equalsRecomputed(cell.feature, cell.given, { ...made.answer, judged: true })) continue
    return { ...made, chosen: [], bits: 3.5 + Math.log2(gone) }
  }
  return null
}

const without: Apply = (facts, chosen) => facts.filter(fact => !chosen.has(fact))

/** As `lostFacts`, of facts that may have been lost in one way only: the fewer there are, the more a hit tells. */
export function lostAmong(cell: StoredCell, mayBe: (record: AcceptedRecord) => boolean): SomeFacts | null {
  const mayBeFact = ({ record }: TracedFact) => mayBe(record)
  return someFacts(cell, without, mayBeFact) ?? lostByValue(cell, mayBeFact) ?? lostRecords(cell, mayBe)
}

/** Runs of records that are tried, where a correction or a delete may have been lost. */
const recordRunsMax = 150

/** A run of records, in the order of arrival, without which a cell has its value: a correction lost leaves what it corrects. */
function lostRecords(cell: StoredCell, mayBe: (record: AcceptedRecord) => boolean): SomeFacts | null {
  const { isVisible } = lookOf(cell.feature, cell.point)
  const seen = cell.records.filter(record => isVisible(record) && mayBe(record))
  if (!seen.some(({ revision }) => revision > 0)) return null
  let tried = 0
  for (let length = 1; length <= seen.length; length++) {
    for (let from = seen.length - length; from >= 0; from--) {
      if (++tried > recordRunsMax) return null
      const gone = new Set(seen.slice(from, from + length))
      const made = evaluateAsked(cell, {
        look: look => ({ ...look, isVisible: record => look.isVisible(record) && !gone.has(record) }),
      })
      if (!equalsRecomputed(cell.feature, cell.given, { ...made.answer, judged: true })) continue
      const isNewest = from + length === seen.length
      return { ...made, chosen: [], bits: 3.5 + Math.log2(isNewest ? length : tried) }
    }
  }
  return null
}

/** Facts that are looked for by what they take away, where the aggregate adds; the newest of a key. */
const byValueMax = 22

function lostByValue(cell: StoredCell, mayBe: (fact: TracedFact) => boolean): SomeFacts | null {
  const { kind } = cell.feature.aggregate
  if (kind !== 'sum' && kind !== 'mean' && kind !== 'count') return null
  const facts = evaluateAsked(cell).facts.filter(mayBe).slice(-byValueMax)
  for (const chosen of addingUpTo(cell, facts, -1)) {
    const found = withChosen(cell, chosen, without, 3 + facts.length)
    if (found !== null) return found
  }
  return null
}

/** A fact that arrived and is nowhere. */
export const factLost: CauseRule = {
  says: 'lost facts that had arrived: the value is right without them',
  mend: 'commit progress only after the writes that it covers, and retry a write that failed',
  looksLike:
    'From some instant on a key lacks facts for good, often several that follow one another in the log.',
  example: 'count(), k@1, k@2 (lost), k@3 → served 2, point-in-time gives 3',
  known: [{ symptom: 'a lost worker drops rows', where: 'airbnb/chronon#1111' }],
  variants: ({ feature }) => {
    const lost = (fact: TracedFact | null) => `${arrivedText(fact)}, is missing`
    const grids = [feature.window.slide, minute, 5 * minute, hour].filter(grid => grid !== null)
    const lacking = (label: string, cost: number, gone: (fact: TracedFact, i: number) => boolean): Variant =>
      policyVariant({
        label,
        cost,
        policy: { facts: facts => facts.filter((fact, i) => !gone(fact, i)) },
        because: lost,
      })
    return [
      lacking(
        'refuses facts whose event time lies beyond their arrival',
        1,
        ({ eventTime, firstArrival }) => eventTime > firstArrival,
      ),
      ...[...new Set(grids)].map(grid =>
        lacking(
          'loses facts on the edge between two tiles',
          3,
          ({ eventTime }) => floorTo(eventTime, grid) === eventTime,
        ),
      ),
      policyVariant({
        label: 'loses the first fact of a key',
        cost: 2,
        policy: { facts: facts => facts.filter(fact => fact !== oldestOf(facts)) },
        because: lost,
      }),
      policyVariant({
        label: 'does not let a deleted fact come back',
        cost: 0.5,
        policy: { resolve: neverRevived },
        because: fact => `${arrivedText(fact)}, came back after its deletion`,
      }),
      policyVariant({
        label: 'finds nothing, though there are facts',
        cost: 8,
        policy: { facts: () => [] },
        because: fact => `${factText(fact)} is there and is not found`,
      }),
      {
        kind: 'loose',
        label: 'lost facts that had arrived',
        cost: 4,
        because: (_, cell) => `${namesOf(lostFacts(cell)?.chosen ?? [])} missing`,
        explains: lostFacts,
      },
    ]
  },
}

/** Once deleted, always deleted. */
const neverRevived = folded(
  (standing, record, hadUpsert) => standing === null || standing.upsert || !record.upsert || !hadUpsert,
)

function oldestOf(facts: readonly TracedFact[]): TracedFact | undefined {
  return facts.reduce<TracedFact | undefined>(
    (a, b) => (a === undefined || b.firstArrival < a.firstArrival ? b : a),
    undefined,
  )
}

/** Facts as a sentence names them, with the verb that follows. */
export function namesOf(facts: readonly TracedFact[]): string {
  const [first, ...others] = facts
  if (first === undefined) return 'facts are'
  return others.length === 0 ? `${factText(first)} is` : `${factText(first)} and ${others.length} more are`
}
