import type { StoredFeature } from '../../../features/definitions.ts'
import { ownMember } from '../../../features/own-member.ts'
import { equalsRecomputed } from '../../diff/equal.ts'
import { sameValue } from '../../diff/same-value.ts'
import type { AcceptedRecord } from '../../oracle/specification/accepted-log.ts'
import { floorTo } from '../../oracle/specification/evaluate-feature.ts'
import { askAbout } from '../ask-about.ts'
import type { CauseRule, Prediction, Subject, Variant } from '../cause-rule.ts'
import type { Asked, StoredCell } from '../cell.ts'
import { evaluateAsked, lookOf } from '../evaluate-asked.ts'
import { isSameAnswer } from '../same-answer.ts'
import { lengthText, usualGrids } from './durations.ts'
import { arrivedText, instantText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'

/** Records that are left out at most, the last first. */
const backMax = 60

/** The key as it was before its last records, as few of them as give the value. */
function olderState(cell: StoredCell): Prediction | null {
  const { isVisible } = lookOf(cell.feature, cell.point)
  const seen = cell.records.filter(isVisible)
  for (let gone = 1; gone <= Math.min(seen.length, backMax); gone++) {
    const kept = new Set(seen.slice(0, seen.length - gone))
    const made = evaluateAsked(cell, {
      look: look => ({ ...look, isVisible: record => kept.has(record) }),
    })
    if (equalsRecomputed(cell.feature, cell.given, { ...made.answer, judged: true })) {
      const alike = isWholeRowOlder(cell, kept)
      return { ...made, bits: (alike === null ? 3.5 : alike ? 2.5 : 6) + Math.log2(gone) }
    }
  }
  return null
}

/**
 * Whether the other features of the row from the same source are as old: a key that stands at an older state shows it in all
 * of them, one that lacks a fact here and there does not. Null where none of them would show it.
 */
function isWholeRowOlder(cell: StoredCell, kept: ReadonlySet<AcceptedRecord>): boolean | null {
  const { row, plan, side, point } = cell
  let shown = 0
  for (const other of row.target.columns) {
    if (other.kind !== 'stored' || other.column === plan.column || other.definitions !== plan.definitions)
      continue
    const given = ownMember(row.served.cells, other.column)
    if (given === undefined || other.feature.source.name !== plan.feature.source.name) continue
    const asked = askAbout(row, other, side, point)
    const now = evaluateAsked(asked)
    const older = evaluateAsked(asked, {
      look: look => ({ ...look, isVisible: record => look.isVisible(record) && kept.has(record) }),
    })
    if (sameValue(now.answer.value, older.answer.value)) continue
    if (!equalsRecomputed(other.feature, given, { ...older.answer, judged: true })) return false
    shown++
  }
  return shown === 0 ? null : true
}

function delayed(label: string, cost: number, until: (asOf: number) => number): Variant {
  return policyVariant({
    label,
    cost,
    policy: asked => ({
      look: look => ({
        ...look,
        isVisible: record => look.isVisible(record) && record.arrival <= until(asked.point.asOf),
      }),
    }),
    because: fact => `${arrivedText(fact)}, is not seen yet`,
  })
}

/** Whether a record lies below the offsets that a row states, less some. */
function holds({ point: { knowledge } }: Asked, record: AcceptedRecord, ahead: number): boolean {
  const place = record.record.placement
  if (knowledge.kind === 'at' || place === null) return true
  return place.offset < (knowledge.offsets[place.partition] ?? 0) - ahead
}

/** What was right some time ago. */
export const stale: CauseRule = {
  says: 'serves what was right some time ago, though it says, or must, know more by now',
  mend: 'invalidate what is cached when a fact is applied, and let the newer of two sources win',
  looksLike: 'A value follows with a delay, or stands still until something else moves it.',
  example: 'latest(x), k@1 x=1 read, k@2 x=2, read again → served 1, point-in-time gives 2',
  known: [{ symptom: 'a stale batch value shadows a fresher stream value', where: 'feast-dev/feast#5995' }],
  variants: subject => {
    const { refresh } = subject.feature
    if (subject.side === 'offline' && refresh === null) return []
    return [
      ...(refresh === null ? [] : ofRefresh(refresh)),
      delayed('does not see what arrived at the instant of the question', 1, asOf => asOf - 1),
      ...usualGrids.map(grid => delayed(`sees everything ${lengthText(grid)} late`, 6, asOf => asOf - grid)),
      ...usualGrids.map(grid =>
        delayed(`sees new facts every ${lengthText(grid)} only`, 6, asOf => floorTo(asOf, grid)),
      ),
      ...claiming(),
      {
        kind: 'loose',
        label: 'serves an older state of the key',
        cost: 4,
        because: (fact, cell) =>
          `it is what was right before ${arrivedText(fact)} (T = ${instantText(cell.point.asOf)})`,
        explains: olderState,
      },
      {
        kind: 'loose',
        label: 'serves the answer to an earlier question',
        cost: 7,
        because: () => 'it is the answer to an earlier question about the key',
        explains: earlierAnswer(subject),
      },
    ]
  },
}

/** Offsets that are said before what they cover is applied. */
function claiming(): Variant[] {
  return [1, 2, 3, 5, 10].map(ahead =>
    policyVariant({
      label: `says that it has applied ${ahead} more of each partition than it has`,
      cost: 2,
      policy: asked => ({
        look: look => ({
          ...look,
          isVisible: record => holds(asked, record, ahead) && look.isVisible(record),
        }),
      }),
      because: fact => `${arrivedText(fact)}, is not in the answer that claims it`,
    }),
  )
}

/** The answer to an earlier question about the key, the whole of which agrees or only the one value. */
function earlierAnswer({ wrong, right }: Subject): (cell: StoredCell) => Prediction | null {
  const keyOf = ({ key }: StoredCell) => JSON.stringify(key.map(String))
  const byKey = Map.groupBy([...wrong, ...right], keyOf)
  return cell => {
    const alike = (byKey.get(keyOf(cell)) ?? []).filter(
      other =>
        !other.wrong &&
        other.row.world === cell.row.world &&
        other.point.asOf < cell.point.asOf &&
        other.given.state === cell.given.state &&
        sameValue(other.given.value, cell.given.value),
    )
    const whole = alike.find(other => isSameAnswer(other.row.served, cell.row.served))
    const found = whole ?? alike[0]
    return found === undefined ? null : { ...evaluateAsked(found), bits: whole === undefined ? 7 : 0.5 }
  }
}

/** Another refresh than the newest, or none. */
function ofRefresh({ every, delay }: NonNullable<StoredFeature['refresh']>): Variant[] {
  const another = (label: string, cost: number, shift: number): Variant =>
    policyVariant({
      label,
      cost,
      policy: {
        look: look => {
          const asOf = look.asOf + shift
          return {
            asOf,
            isVisible: record => look.isVisible(record) && (shift > 0 || record.arrival <= asOf + delay),
          }
        },
      },
      because: () => 'it is the value of another refresh',
    })
  return [
    another('shows the refresh before the newest', 1, -every),
    another('shows a refresh before its delay is over', 1.5, every),
    policyVariant({
      label: 'computes a scheduled feature when asked',
      cost: 1,
      policy: { feature: read => ({ ...read, refresh: null }) },
      because: () => 'a scheduled feature shows its last refresh, not the present',
    }),
  ]
}
