import { join } from 'node:path'
import { judgeHistory } from '../audit/judge-history.ts'
import type { SelfCheck } from '../audit/self-check.ts'
import { addCells, noCells } from '../diff/cell-counts.ts'
import { gatherPart, type TallyPart } from '../diff/tally-part.ts'
import { nothingHappened } from '../drive/must-happen.ts'
import type { History } from '../history/history.ts'
import { writeMoves } from '../shrink/case-file.ts'
import { runScript } from '../shrink/run-script.ts'
import { movesOf, type Script } from '../shrink/script.ts'
import { keepRun } from '../verify/kept-runs.ts'
import { runFolder } from '../verify/run-folder-name.ts'
import type { Job, KeptRun, RunReport } from '../verify/run-report.ts'
import type { SuiteOptions } from '../verify/suite-jobs.ts'
import { runShard, type ShardOutcome } from './exhaustive-job.ts'
import { sizeOfScope } from './exhaustive-scenario.ts'
import { smallColumns } from './expected-answers.ts'
import { smallFeatures, smallSource } from './small-features.ts'
import { smallScript } from './small-script.ts'

/**
 * Does one shard of an exhaustive scenario and reports it as a run of `verify`: what fails is judged once more as any run, and
 * its History is kept.
 */
export async function exhaustiveJob(setting: SuiteOptions, job: Job, records: number): Promise<RunReport> {
  const { open, guard, signal, scenarios, seed } = setting
  const { shards } = sizeOfScope(records)
  const shard = (seed + job.run - 1 + shards) % shards
  const outcome = await runShard({ records, shard, open, guard: { ...guard, signal } })
  const from = { scenario: scenarios[job.scenario]?.name ?? '', seed: seed + job.run }
  const shown = outcome.failing ?? (job.run === 0 ? outcome.last : null)
  const judged = shown === null ? null : await judgeRun(smallScript(shown, outcome.setting, from), setting)
  const fails = outcome.failing !== null
  return {
    job,
    part: partOf(outcome, fails ? judged : null, from),
    pairs: [],
    trainedRows: [],
    happened: happenedIn(outcome),
    notRun: [],
    log: [logOfShard(outcome)],
    trained: false,
    suspect: fails,
    // What fails here and is no wrong cell to anybody else is a store that never came to hold everything.
    unsettled: fails && judged?.wrong === 0 ? smallColumns.length : 0,
    store: await nameOf(setting),
    kept: judged === null ? null : await keep(setting, job, judged),
    covered: { histories: outcome.histories, runs: outcome.runs, whole: !fails },
  }
}

interface JudgedScript {
  readonly script: Script
  readonly history: History
  readonly part: TallyPart
  /** Cells that are wrong. */
  readonly wrong: number
}

async function judgeRun(script: Script, { open, guard, signal }: SuiteOptions): Promise<JudgedScript> {
  const history = await runScript(script, await open(), { ...guard, signal })
  const gatherer = gatherPart(script.scenario, script.seed)
  for (const row of judgeHistory(history).rows) gatherer.add(row)
  const part = gatherer.part()
  const { defect, error } = addCells(part.columns.map(({ cells }) => cells))
  return { script, history, part, wrong: defect + error }
}

async function keep(setting: SuiteOptions, job: Job, judged: JudgedScript): Promise<KeptRun> {
  const folder = runFolder(setting.scenarios, job, setting.seed)
  const dir = join(setting.dir, folder)
  const selfCheck: SelfCheck = await keepRun(judged.history, judged.part, dir, setting)
  if (judged.wrong > 0) {
    await writeMoves(dir, { store: setting.storePath ?? null, moves: movesOf(judged.script) })
  }
  return { folder, selfCheck }
}

/** The cells of the runs that went well, all of them equal, and those of the one that fails. */
function partOf(
  { cells }: ShardOutcome,
  failing: JudgedScript | null,
  { scenario, seed }: { readonly scenario: string; readonly seed: number },
): TallyPart {
  const rows = cells / smallColumns.length
  const columns = smallColumns.map(({ name: column, type, tolerance }) => ({
    of: { target: smallFeatures.name, column, kind: 'stored' as const, type, tolerance },
    cells: { ...noCells(), compared: rows, equal: rows },
    late: { rows: 0, judged: 0, distances: [] },
    firstMismatch: null,
    lastMismatch: null,
  }))
  return {
    scenario,
    seed,
    rows: rows + (failing?.part.rows ?? 0),
    trainingRows: { compared: 0, missing: 0, several: 0 },
    searchesCut: 0,
    columns: [...columns, ...(failing?.part.columns ?? [])],
    mismatches: failing?.part.mismatches ?? [],
  }
}

function happenedIn({ events, done, cells, nonEmpty }: ShardOutcome): RunReport['happened'] {
  const probes = cells / smallColumns.length
  return { ...nothingHappened(), events, probes, ...done, cellsCompared: cells, nonEmpty }
}

function logOfShard({ events, conflicts }: ShardOutcome): RunReport['log'][number] {
  return { source: smallSource.name, records: events, accepted: events, rejects: {}, conflicts, raised: 0 }
}

async function nameOf({ open }: SuiteOptions): Promise<RunReport['store']> {
  const { name, stack } = (await open()).capabilities
  return { name, stack }
}
