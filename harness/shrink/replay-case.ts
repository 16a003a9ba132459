import { judgeHistory } from '../audit/judge-history.ts'
import { diagnoseCells } from '../diagnose/diagnose-cells.ts'
import { cellsOfHistory } from '../diagnose/diagnose-history.ts'
import type { GuardOptions } from '../drive/guarded-store.ts'
import type { History } from '../history/history.ts'
import type { OpenStore } from '../verify/load-store.ts'
import { buildCase } from './build-case.ts'
import type { CaseFile } from './case-file.ts'
import { failingCells } from './failure.ts'
import { runScript } from './run-script.ts'
import { type Script, scriptOf } from './script.ts'
import { sizeOf, worstOf } from './shrink-folder.ts'

/** What became of a case when it was run again. */
export type ReplayOutcome =
  | { readonly kind: 'fails'; readonly file: CaseFile }
  /** Something else is wrong now. */
  | { readonly kind: 'fails-otherwise'; readonly file: CaseFile }
  | { readonly kind: 'passes' }

/** The script of a case; null where there is no store to run again. */
export function scriptOfCase(history: History, { moves }: CaseFile): Script | null {
  return moves === null ? null : scriptOf(history, moves)
}

/**
 * Runs a case again on a new store, or, where it has none, judges what was served once more.
 * @throws PlumblineError what the store throws
 */
export async function replayCase(
  recorded: History,
  file: CaseFile,
  open: OpenStore,
  guard: GuardOptions,
): Promise<ReplayOutcome> {
  const script = scriptOfCase(recorded, file)
  const history = script === null ? recorded : await runScript(script, await open(), guard)
  const failure = { target: file.target, column: file.feature, side: file.side, cause: file.cause }
  const asCase = (what: typeof failure) =>
    buildCase({
      history,
      script,
      failure: what,
      store: file.store,
      from: { ...file.from, ...sizeOf(history) },
      isMinimal: file.minimal,
    })
  if (failingCells(history, failure, []).alike.length > 0) {
    const again = asCase(failure)
    if (again !== null)
      return { kind: 'fails', file: { ...file, ...again, from: file.from, story: file.story } }
  }
  const worst = worstOf(diagnoseCells(cellsOfHistory(history, judgeHistory(history))))
  const other = worst === null ? null : asCase(worst)
  return other === null ? { kind: 'passes' } : { kind: 'fails-otherwise', file: other }
}
