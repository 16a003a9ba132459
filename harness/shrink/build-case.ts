import { judgeHistory } from '../audit/judge-history.ts'
import { unexplained } from '../diagnose/cause-name.ts'
import { diagnoseCells } from '../diagnose/diagnose-cells.ts'
import { cellsOfHistory } from '../diagnose/diagnose-history.ts'
import { proofSentence } from '../diagnose/proof-sentence.ts'
import { causeRules } from '../diagnose/rules/index.ts'
import { explanationOf } from '../diagnose/score-variants.ts'
import { mismatchesOf } from '../diff/mismatch.ts'
import type { History } from '../history/history.ts'
import type { CaseFile } from './case-file.ts'
import { type Failure, failingCells } from './failure.ts'
import { movesOf, type Script } from './script.ts'

export interface CaseSource {
  readonly history: History
  /** Null where there is no store to run again. */
  readonly script: Script | null
  readonly failure: Failure
  readonly store: string | null
  readonly from: CaseFile['from']
  readonly isMinimal: boolean
}

/** What `case.json` says of a small History that fails; null where it does not. Pure. */
export function buildCase({ history, script, failure, store, from, isMinimal }: CaseSource): CaseFile | null {
  const judged = judgeHistory(history)
  const [cell] = failingCells(history, failure, []).alike
  if (cell === undefined) return null
  const { target, column, side, cause } = failure
  const mismatch = judged.rows
    .flatMap(row => mismatchesOf(row))
    .find(
      each =>
        each.probeId === cell.probeId &&
        each.feature === column &&
        each.side === side &&
        each.target === target,
    )
  const given = side === 'online' ? mismatch?.served : mismatch?.training
  const expected = side === 'online' ? (mismatch?.asApplied ?? mismatch?.asKnown) : mismatch?.asTrained
  const text = (shown: typeof given) => (shown === null || shown === undefined ? 'null' : shown.text)
  return {
    schema: 'plumbline.case/1',
    target,
    feature: column,
    side,
    cause,
    probe: String(cell.probeId),
    expected: text(expected),
    served: text(given),
    proof: proofOf(history, failure),
    mend: cause === unexplained ? 'look at the facts behind it' : causeRules[cause].mend,
    store,
    from,
    minimal: isMinimal,
    moves: script === null ? null : movesOf(script),
    story: null,
  }
}

/** The sentence of the cause where one of its variants explains a cell; else that of the diagnosis. */
function proofOf(history: History, { target, column, side, cause }: Failure): string {
  const columns = cellsOfHistory(history, judgeHistory(history))
  const own = columns.find(each => each.target === target && each.column === column && each.side === side)
  const [first] = own?.wrong ?? []
  if (own === undefined) return ''
  if (first !== undefined && cause !== unexplained) {
    const subject = { feature: first.feature, side, wrong: own.wrong, right: own.right }
    const ways = causeRules[cause].variants(subject).toSorted((a, b) => a.cost - b.cost)
    for (const variant of ways) {
      const cell = own.wrong.find(each => explanationOf(variant, each) !== null)
      if (cell !== undefined) return proofSentence(cell, variant)
    }
  }
  return diagnoseCells(columns).features.get(`${target}.${column}`)?.[0]?.proof ?? ''
}
