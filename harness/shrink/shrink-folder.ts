import { dirname } from 'node:path'
import { judgeHistory } from '../audit/judge-history.ts'
import { diagnoseCells } from '../diagnose/diagnose-cells.ts'
import { cellsOfHistory } from '../diagnose/diagnose-history.ts'
import type { Diagnosis } from '../diagnose/diagnosis.ts'
import type { GuardOptions } from '../drive/guarded-store.ts'
import type { History } from '../history/history.ts'
import { loadHistory } from '../history/load-history.ts'
import { makeFolder } from '../history/make-folder.ts'
import { stageHistory } from '../history/stage-history.ts'
import { writeHistory } from '../history/write-history.ts'
import type { OpenStore } from '../verify/load-store.ts'
import { buildCase } from './build-case.ts'
import { type CaseFile, readMoves, writeCaseFile } from './case-file.ts'
import { cutHistory } from './cut-history.ts'
import type { Failure } from './failure.ts'
import { budgetOf } from './minimize.ts'
import { runScript } from './run-script.ts'
import { type Script, scriptOf } from './script.ts'
import { type FailingScript, shrinkScript } from './shrink-script.ts'
import { wholeMax, worstPart } from './worst-part.ts'

/** Bytes for recomputing a large log. */
const memoryBytes = 2_000_000_000

export interface FolderShrinking {
  /** Folder of a History. */
  readonly dir: string
  /** What is to go on failing; null: what most of its mismatches come from. */
  readonly failure: Failure | null
  /** Causes that are known of the run: what they explain is no other bug. */
  readonly known: readonly Failure['cause'][]
  /** Folder that takes the case, and one that takes the case of another bug that is met on the way. */
  readonly out: string
  readonly otherOut: string
  readonly open: OpenStore
  /** Path of the store as the command line had it; null for the reference store. */
  readonly store: string | null
  readonly stepsMax: number
  readonly timeMs: number
  readonly guard: GuardOptions
  readonly onProgress: (line: string) => void
  /** The machine's clock, ms. */
  readonly now: () => number
}

export interface ShrunkFolder {
  readonly file: CaseFile
  readonly events: number
  readonly probes: number
  readonly tries: number
  /** The case of another bug that was met on the way. */
  readonly other: CaseFile | null
}

export type FolderOutcome =
  | { readonly kind: 'shrunk'; readonly shrunk: ShrunkFolder }
  /** Nothing is wrong in the History, or (`again`) nothing was when it was run once more. */
  | { readonly kind: 'nothing-wrong' | 'not-again' }

/**
 * Shrinks what fails in the folder of a History and writes it as a case. Where what was done is known, each try does less
 * to a new store; else the History is cut to the facts that decide a cell.
 * @throws PlumblineError what reading the folder throws, or the signal's interruption
 */
export async function shrinkFolder(asked: FolderShrinking): Promise<FolderOutcome> {
  const { dir, now, stepsMax, timeMs } = asked
  const moves = await readMoves(dir)
  const loaded = await loadFailing(asked, moves !== null)
  if (loaded === null) return { kind: 'nothing-wrong' }
  const { history, failure } = loaded
  const budget = budgetOf(stepsMax, now() + timeMs, now)
  const from = { scenario: history.page.scenario, seed: history.page.seed, ...sizeOf(history) }
  const write = async (
    out: string,
    of: History,
    script: Script | null,
    what: Failure,
    isMinimal: boolean,
  ) => {
    const file = buildCase({ history: of, script, failure: what, store: asked.store, from, isMinimal })
    if (file === null) return null
    await makeFolder(dirname(out))
    await writeHistory({ ...of, page: { ...of.page, options: {} } }, out, { replace: true })
    await writeCaseFile(out, file)
    return file
  }
  const shrunkOf = (file: CaseFile, of: History, other: CaseFile | null): FolderOutcome => {
    return { kind: 'shrunk', shrunk: { file, ...sizeOf(of), tries: budget.spent, other } }
  }
  if (moves === null) {
    const cut = await cutHistory(history, failure, budget)
    const file = cut === null ? null : await write(asked.out, cut.history, null, failure, cut.isMinimal)
    return cut === null || file === null ? { kind: 'nothing-wrong' } : shrunkOf(file, cut.history, null)
  }
  const found = await shrinkScript(scriptOf(history, moves.moves), {
    failure,
    known: asked.known,
    budget,
    onProgress: asked.onProgress,
    run: script => tried(script, asked),
  })
  if (found === null) return { kind: 'not-again' }
  const { smallest, other, isMinimal } = found
  const file = await write(asked.out, smallest.history, smallest.script, failure, isMinimal)
  if (file === null) return { kind: 'not-again' }
  return shrunkOf(file, smallest.history, await writeOther(other, asked.otherOut, write))
}

/** A History that fails, and what fails in it: the whole, or of a large log the part that one cell needs. */
async function loadFailing(
  { dir, failure, guard, onProgress, now }: FolderShrinking,
  isRun: boolean,
): Promise<{ readonly history: History; readonly failure: Failure } | null> {
  const staged = await stageHistory(dir, { database: { settings: { threads: '1' } } })
  try {
    const records = [...staged.sources.values()].reduce((sum, { rows }) => sum + rows, 0)
    if (!isRun && records > wholeMax) {
      const signal = guard.signal ?? new AbortController().signal
      return await worstPart(staged, { failure, memory: memoryBytes, signal, onProgress, now })
    }
    const history = await loadHistory(staged)
    const worst = failure ?? worstOf(diagnoseCells(cellsOfHistory(history, judgeHistory(history))))
    return worst === null ? null : { history, failure: worst }
  } finally {
    await staged.close()
  }
}

/** A store that fails in a try just fails: shrinking goes on without what led there, unless somebody stopped it. */
async function tried(script: Script, { open, guard }: FolderShrinking): Promise<History | null> {
  try {
    return await runScript(script, await open(), guard)
  } catch (error) {
    if (guard.signal?.aborted) throw error
    return null
  }
}

async function writeOther(
  other: FailingScript | null,
  out: string,
  write: (
    out: string,
    of: History,
    script: Script,
    what: Failure,
    isMinimal: boolean,
  ) => Promise<CaseFile | null>,
): Promise<CaseFile | null> {
  if (other === null) return null
  const failure = worstOf(diagnoseCells(cellsOfHistory(other.history, judgeHistory(other.history))))
  return failure === null ? null : write(out, other.history, other.script, failure, false)
}

/** A History of a folder, in memory. */
export async function historyIn(dir: string): Promise<History> {
  const staged = await stageHistory(dir, { database: { settings: { threads: '1' } } })
  try {
    return await loadHistory(staged)
  } finally {
    await staged.close()
  }
}

/** What most mismatches of a diagnosis come from. */
export function worstOf(diagnosis: Diagnosis): Failure | null {
  const all = [...diagnosis.features].flatMap(([name, causes]) => causes.map(cause => ({ name, cause })))
  const [worst] = all.toSorted((a, b) => b.cause.explained - a.cause.explained)
  if (worst === undefined) return null
  const dot = worst.name.indexOf('.')
  const { cause, side } = worst.cause
  return { target: worst.name.slice(0, dot), column: worst.name.slice(dot + 1), side, cause }
}

export function sizeOf(history: History): { events: number; probes: number } {
  const events = [...history.events.values()].reduce((sum, log) => sum + log.length, 0)
  return { events, probes: history.tables.reduce((sum, { served }) => sum + served.length, 0) }
}
