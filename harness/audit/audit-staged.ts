import { targetDocuments } from '../../features/target.ts'
import type { Instant } from '../../features/value.ts'
import type { Result } from '../../reports/result.ts'
import type { ColumnCells } from '../diagnose/build-cells.ts'
import { diagnoseCells } from '../diagnose/diagnose-cells.ts'
import { cellsOfStaged } from '../diagnose/diagnose-staged.ts'
import { type CellSampler, cellSampler } from '../diagnose/sample-cells.ts'
import { judgedCells } from '../diff/cell-counts.ts'
import type { JudgedRow } from '../diff/mismatch.ts'
import { openMismatchWriter } from '../diff/mismatch-writer.ts'
import { createTally, type Tally, type TallyResult } from '../diff/tally.ts'
import type { TallyPart } from '../diff/tally-part.ts'
import type { DriftAsked } from '../drift/drift-asked.ts'
import type { ColumnPairs } from '../drift/pairs/column-pairs.ts'
import { countStrayTraining } from '../history/match-training.ts'
import { queryRows } from '../history/query-rows.ts'
import type { StagedHistory } from '../history/staged-history.ts'
import { buildResult, mismatchesKept } from '../verdict/build-result.ts'
import type { RunFacts } from '../verdict/run-facts.ts'
import { judgeStagedTable } from './judge-staged-table.ts'
import { type KeyLogs, keyLogs } from './key-logs.ts'
import { logReport } from './log-report.ts'
import { checkSample, rowSampler, type SampledRow } from './self-check.ts'
import { stagedDrift } from './staged-drift.ts'
import { openStagedPairs } from './staged-pairs.ts'
import type { StoreRules } from './store-rules.ts'

export interface AuditOptions {
  readonly budgets: RunFacts['budgets']
  /** Rows that the specification evaluator looks at again. */
  readonly recheckRows: number
  /** Bytes that rows and answers may take on their way through the indexed evaluator. */
  readonly memory: number
  /** Threads of the indexed evaluator; as many as there are cores by default. */
  readonly threads?: number
  /** Where `mismatches.parquet` goes; null: nowhere. */
  readonly mismatchesPath: string | null
  /** How the drift stage is configured; absent: by the defaults; null: there is none. */
  readonly drift?: DriftAsked | null
  /** What came of a store with a known bug that was run beside; absent: none was. */
  readonly canary?: RunFacts['canary']
  /** What must have happened for the audit of a replay to count; absent: nothing. */
  readonly demands?: ReplayDemands
  /** Takes every judged row as well, for a summary of several Histories. */
  readonly onRow?: (row: JudgedRow) => void
  /** Takes the counted rows, some at a time. */
  readonly onPart?: (part: TallyPart) => void
  /** Whether to name causes; true by default. */
  readonly diagnose?: boolean
  /** Rules of the store that values are recomputed by; absent: the definitions. Causes are not looked for beside them. */
  readonly rules?: StoreRules | undefined
  readonly provenance: Omit<RunFacts['provenance'], 'definitions' | 'store' | 'seeds' | 'durations'>
  readonly onProgress: (line: string) => void
  readonly signal: AbortSignal
  /** The machine's clock, ms. */
  readonly now: () => number
}

/** Of a scenario, the least number of probes, and of served values that were judged. */
export interface ReplayDemands {
  readonly scenario: string
  readonly probes: number
  readonly cellsCompared: number
}

export interface Audited {
  readonly result: Result
  /** What the result says beside its judged rows. */
  readonly facts: RunFacts
  /** The cells that the diagnosis looked at; none where all is right. */
  readonly cells: readonly ColumnCells[]
}

/**
 * Audits a staged History: recompute by the indexed evaluator, judge row by row, re-check a sample by the
 * specification evaluator, sum up. Writes nothing but `mismatches.parquet`, whole or not at all.
 * @throws the signal's reason where it is aborted
 */
export async function auditStaged(staged: StagedHistory, options: AuditOptions): Promise<Audited> {
  const started = options.now()
  const documents = [...new Set(staged.tables.flatMap(table => targetDocuments(table.target)))]
  const cut = staged.page.training.cut ?? (await lastArrivalOf(staged)) ?? Number.NEGATIVE_INFINITY
  const writer = await openMismatchWriter(
    staged.connection,
    staged.tables.map(table => table.target),
  )
  const tally = createTally({
    mismatchesKept,
    freshnessSlo: options.budgets.freshnessSlo,
    sink: mismatch => writer.add(mismatch),
    ...(options.onPart === undefined ? {} : { onPart: options.onPart }),
  })
  const logs = keyLogs(staged, Number.isFinite(cut) ? cut : null)
  const sampler = cellSampler()
  const { sample, pairs } = await judgeTables(staged, cut, options, { tally, logs, sampler })
  options.onProgress('re-checking a sample')
  const selfCheck = await checkSample(sample, logs, cut, options.signal)
  options.signal.throwIfAborted()
  const drift = await stagedDrift(staged, pairs, options)
  const diagnoses = options.diagnose !== false && options.rules === undefined
  if (sampler.found && diagnoses) options.onProgress('looking for causes')
  const { reading } = staged.page.training
  const asked = { sampler, logs, cut, reading, signal: options.signal }
  const cells = !diagnoses ? [] : await cellsOfStaged(asked)
  const diagnosis = diagnoseCells(cells)
  const facts: RunFacts = {
    budgets: options.budgets,
    log: await logReport(staged),
    arrivalTimes: ![...staged.sources.values()].some(log => log.lateUnknown),
    unusedTrainingRows: await unusedTrainingRows(staged),
    mustHappen: missedOf(tally.result(), options.demands),
    selfCheck,
    canary: options.canary ?? null,
    drift,
    diagnosis,
    nothingToProve: staged.nothingToProve,
    sample: staged.sample?.share ?? null,
    notes: [...notesOf(staged), ...(options.rules?.notes ?? [])],
    notRun: [],
    provenance: {
      ...options.provenance,
      store: staged.page.store,
      definitions: documents.map(({ name, version, hash }) => ({ name, version, hash })),
      seeds: staged.page.seed === null ? null : { first: staged.page.seed, runs: 1 },
      durations: { total: options.now() - started },
    },
  }
  const result = buildResult(tally.result(), facts)
  if (options.mismatchesPath !== null) {
    options.onProgress('writing mismatches.parquet')
    await writer.finish(options.mismatchesPath, diagnosis.cells)
  }
  return { result, facts, cells }
}

/** The greatest accepted arrival over all sources, µs: the end of the log, which is the default cut; null for no log. */
async function lastArrivalOf({ connection, sources }: StagedHistory): Promise<Instant | null> {
  const logs = [...sources.values()].map(
    log => `SELECT max(arrival_time) AS last FROM ${log.whole} WHERE __reject IS NULL`,
  )
  if (logs.length === 0) return null
  const [found] = await queryRows(connection, `SELECT epoch_us(max(last)) FROM (${logs.join(' UNION ALL ')})`)
  return found?.[0] === null || found === undefined ? null : Number(found[0])
}

interface JudgedTables {
  /** Rows that are to be looked at again. */
  readonly sample: SampledRow[]
  /** Served against as-known. */
  readonly pairs: ColumnPairs[]
}

/** Judges every table into the tally. */
async function judgeTables(
  staged: StagedHistory,
  cut: Instant,
  options: AuditOptions,
  { tally, logs, sampler }: { readonly tally: Tally; readonly logs: KeyLogs; readonly sampler: CellSampler },
): Promise<JudgedTables> {
  const sample: SampledRow[] = []
  const pairs: ColumnPairs[] = []
  // An empty log would make every served value a defect, or, where all of them are empty too, a match.
  const tables = staged.nothingToProve === null ? staged.tables : []
  for (const table of tables) {
    const isSampled = rowSampler(table.servedRows, options.recheckRows)
    const tablePairs = options.drift === null ? null : await openStagedPairs(staged.connection, table)
    let row = 0
    const of = `of ${table.servedRows} probes`
    options.onProgress(`recomputing ${table.name}: ${table.servedRows} probes`)
    await judgeStagedTable({
      staged,
      table,
      training: { reading: staged.page.training.reading, cut },
      // Staging has widened answered_at by the slack already.
      clockSlack: 0,
      keyLogs: logs,
      rules: options.rules,
      onRow: (judged, readings) => {
        tally.add(judged)
        sampler.add(judged)
        tablePairs?.add(judged)
        options.onRow?.(judged)
        if (isSampled(row++)) sample.push({ target: judged.target, served: judged.served, readings })
      },
      recomputing: {
        memory: options.memory,
        ...(options.threads === undefined ? {} : { threads: options.threads }),
        onProgress: probes => options.onProgress(`recomputing ${table.name}: ${probes} ${of}`),
      },
      onProgress: rows => options.onProgress(`judging ${table.name}: ${rows} ${of}`),
      signal: options.signal,
    })
    pairs.push(...((await tablePairs?.finish()) ?? []))
  }
  return { sample, pairs }
}

/** What a replay had to bring about and did not, by scenario; null where nothing was demanded. */
export function missedOf(
  { rows, cells }: Pick<TallyResult, 'rows' | 'cells'>,
  demands: ReplayDemands | undefined,
): RunFacts['mustHappen'] {
  if (demands === undefined) return null
  const { scenario, probes, cellsCompared } = demands
  const all = [
    { happening: 'probes', wanted: probes, happened: rows },
    { happening: 'cellsCompared', wanted: cellsCompared, happened: judgedCells(cells) },
  ]
  return new Map([[scenario, all.filter(({ wanted, happened }) => happened < wanted)]])
}

/** Null where there is no training set; else the training rows that no probe asked for. */
async function unusedTrainingRows(staged: StagedHistory): Promise<number | null> {
  const trained = staged.tables.filter(table => table.training !== null)
  if (trained.length === 0) return null
  let unused = 0
  for (const table of trained) unused += await countStrayTraining(staged, table)
  return unused
}

function notesOf(staged: StagedHistory): string[] {
  const { notes, tables } = staged
  const uncompared = tables.flatMap(({ name, uncompared: { online, offline } }) => [
    ...(online.length > 0 ? [`not compared online, ${name} has no such column: ${online.join(', ')}`] : []),
    ...(offline.length > 0
      ? [`not compared offline, the training set of ${name} has no such column: ${offline.join(', ')}`]
      : []),
  ])
  return [...notes, ...uncompared]
}
