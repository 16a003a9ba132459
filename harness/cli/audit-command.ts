import { join } from 'node:path'
import { Option } from 'commander'
import { suggestName } from '../../features/nearest-name.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Target } from '../../features/target.ts'
import type { Instant } from '../../features/value.ts'
import type { Result } from '../../reports/result.ts'
import { auditFolders, type HistoryFolder } from '../audit/audit-folders.ts'
import { type AuditOptions, auditStaged } from '../audit/audit-staged.ts'
import { memoryShares } from '../audit/memory-shares.ts'
import { sourcesOf } from '../history/find-tables.ts'
import type { HistoryPage, TrainingReading } from '../history/history.ts'
import { emptyPage } from '../history/history-page.ts'
import { loadTargets } from '../history/load-targets.ts'
import { readMapping } from '../history/read-mapping.ts'
import { readHistoryPage, stageLooseFiles } from '../history/stage-history.ts'
import type { StageOptions } from '../history/stage-options.ts'
import type { StagedHistory } from '../history/staged-history.ts'
import { drawAudited } from '../picture/draw-pictures.ts'
import { readProfile } from '../profile/read-profile.ts'
import { rulesOfProfile } from '../profile/rules-of-profile.ts'
import { type AuditedFolder, auditHistories } from './audit-histories.ts'
import { driftAsked, driftFlag } from './drift-config.ts'
import { addExamples } from './examples.ts'
import { interruptible } from './interruption.ts'
import { namedFiles } from './named-files.ts'
import {
  budgetOption,
  durationOption,
  each,
  instantOption,
  memoryFlag,
  shareOption,
  sourceInstantOption,
  wholeNumber,
} from './option-values.ts'
import { progressFor } from './progress.ts'
import { withProofRecord } from './proof-record.ts'
import { readSuppressions, suppressionsFlag } from './read-suppressions.ts'
import { auditFolder, writeRunFolder } from './run-folder.ts'
import { showResult } from './show-result.ts'
import type { Verb } from './verb.ts'
import { toolVersions } from './versions.ts'
import { writeResult } from './write-result.ts'

export interface AuditFlags {
  readonly features?: string
  readonly events?: readonly string[]
  readonly served?: readonly string[]
  readonly training?: readonly string[]
  readonly map?: readonly string[]
  readonly sample?: number
  readonly clockSlack?: number
  readonly freshness?: number
  readonly lateBudget?: number
  readonly drift?: string
  readonly suppressions?: string
  readonly trainingReading?: TrainingReading
  readonly cut?: Instant
  readonly completeFrom?: readonly (readonly [source: string, from: Instant])[]
  readonly profile?: string
  readonly recheck: number
  readonly memory: number
  readonly out?: string
  readonly json?: true
}

/** `audit`: judge what somebody's platform logged. */
export const auditCommand: Verb = (program, done) => {
  const command = program
    .command('audit')
    .description(
      'recompute the served (and training) values of a History, or of loose Parquet, CSV or JSONL files, and judge the difference',
    )
    .argument('[dir]', 'the folder of a History, or of a run of verify')
    .option('--features <file>', 'loose files: the definitions, .ts, .js or .json')
    .option('--events <source=file>', 'loose files: the log of a source; may be given again', each(String))
    .option('--served <[name=]file>', 'loose files: what was served; may be given again', each(String))
    .option('--training <[name=]file>', 'loose files: what was trained on; may be given again', each(String))
    .option(
      '--map <entry|file>',
      'from their columns and units to ours: <table>.<ours>=<theirs>[@unit], such as served.as_of=ts@ms, or a JSON file of such entries; may be given again',
      each(String),
    )
    .option('--sample <share>', 'look at this share of the entities only, such as 1%', shareOption)
    .option(
      '--clock-slack <duration>',
      'how far answered_at may run behind the clock of the log (default: 0s)',
      durationOption,
    )
    .option(
      '--freshness <duration>',
      'fail where a stale value lags more than this, such as 5s',
      durationOption,
    )
    .option(
      '--late-budget <share>',
      'fail where more of a feature’s rows than this are late data, such as 1%',
      budgetOption,
    )
    .option(...driftFlag)
    .option(...suppressionsFlag)
    .option(
      '--profile <file>',
      'recompute by the rules that a profile of the store found, not by the definitions alone',
    )
    .addOption(
      new Option(
        '--training-reading <reading>',
        'loose files: what the training set claims to be (default: as-trained)',
      ).choices(['as-trained', 'as-known']),
    )
    .option('--cut <instant>', 'loose files: the training cut (default: the end of the log)', instantOption)
    .option(
      '--complete-from <source=instant>',
      'loose files: the log holds every fact from there on; may be given again',
      each(sourceInstantOption),
    )
    .option(
      '--recheck <rows>',
      'rows that the specification evaluator recomputes once more',
      wholeNumber(0),
      200,
    )
    .addOption(memoryFlag('4GB'))
    .option(
      '--out <dir>',
      'where to write (default: beside the History; for loose files the next number under .plumbline/runs)',
    )
    .option('--json', 'print result.json instead of the report')
    .action(async (dir: string | undefined, flags: AuditFlags) => {
      checkFlags(dir, flags)
      done(await interruptible(signal => audit(dir, flags, signal)))
    })
  addExamples(command, [
    ['every History that a run of verify left behind, or one of them', 'audit .plumbline/runs/latest'],
    [
      'logs of a platform of your own',
      'audit --features features.ts --events payments=log.parquet --served served.csv --map served.as_of=ts@ms',
    ],
    [
      'and what was trained on, one entity in a hundred',
      'audit --features features.ts --events payments=log.parquet --served served.csv --training t.jsonl --sample 1%',
    ],
  ])
}

/** What describes loose files says nothing about a folder, whose `history.json` says it. */
const looseOnly = [
  'features',
  'events',
  'served',
  'training',
  'trainingReading',
  'cut',
  'completeFrom',
] as const

function checkFlags(dir: string | undefined, flags: AuditFlags): void {
  const loose = looseOnly.filter(name => flags[name] !== undefined)
  if (dir !== undefined && loose.length > 0) {
    const flag = `--${(loose[0] as string).replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
    throw new PlumblineError(
      'usage',
      `${flag} is for loose files, and ${dir} says it in its history.json: leave one of them out`,
    )
  }
  if (dir !== undefined) return
  for (const name of ['features', 'events', 'served'] as const) {
    if (flags[name] === undefined)
      throw new PlumblineError(
        'usage',
        `audit needs the folder of a History, or loose files: --${name} is missing`,
      )
  }
}

async function audit(dir: string | undefined, flags: AuditFlags, signal: AbortSignal): Promise<number> {
  const progress = progressFor()
  const rules =
    flags.profile === undefined ? undefined : rulesOfProfile(await readProfile(flags.profile), flags.profile)
  const options = {
    rules,
    budgets: {
      freshnessSlo: flags.freshness ?? null,
      lateDataShare: flags.lateBudget ?? null,
      suppressions: await readSuppressions(flags.suppressions, Date.now()),
    },
    recheckRows: flags.recheck,
    memory: memoryShares(flags.memory).rows,
    provenance: { versions: toolVersions(), options: {} },
    onProgress: progress.update,
    signal,
    now: () => performance.now(),
  }
  try {
    const staging = await stageOptions(flags, signal)
    const { result, written } =
      dir === undefined
        ? await auditLoose(flags, staging, options)
        : await auditFound(await auditFolders(dir), { flags, staging, options })
    progress.end()
    const paths = {
      ...(dir === undefined ? {} : { histories: dir }),
      ...(written === null
        ? {}
        : { report: join(written, 'report.html'), result: join(written, 'result.json') }),
    }
    showResult(result, { json: flags.json === true, paths })
    return result.exitCode
  } finally {
    progress.end()
  }
}

async function auditFound(
  folders: readonly HistoryFolder[],
  {
    flags,
    staging,
    options,
  }: { flags: AuditFlags; staging: StageOptions; options: Omit<AuditOptions, 'mismatchesPath'> },
): Promise<AuditedFolder> {
  const pages = await Promise.all(folders.map(({ path }) => readHistoryPage(path)))
  const drift = await driftAsked(
    flags.drift,
    pages.flatMap(page => page.targets),
    folders.length,
  )
  return auditHistories({ folders, staging, options: { ...options, drift }, out: flags.out ?? null })
}

async function auditLoose(
  flags: AuditFlags,
  staging: StageOptions,
  options: Omit<AuditOptions, 'mismatchesPath'>,
): Promise<AuditedFolder> {
  const made: Result[] = []
  const targets = await loadTargets(flags.features as string)
  const drift = await driftAsked(flags.drift, targets)
  const written = await writeRunFolder(flags.out ?? null, auditFolder, async dir => {
    options.onProgress('reading the files')
    const staged = await stageLoose(flags, targets, staging)
    try {
      const path = join(dir, 'mismatches.parquet')
      const { result: judged } = await auditStaged(staged, { ...options, drift, mismatchesPath: path })
      const result = await withProofRecord({ ...judged, pictures: await drawAudited(judged, staged) })
      await writeResult(dir, result)
      made.push(result)
    } finally {
      await staged.close()
    }
  })
  return { result: made[0] as Result, written }
}

async function stageOptions(flags: AuditFlags, signal: AbortSignal): Promise<StageOptions> {
  return {
    mapping: await readMapping(flags.map ?? []),
    clockSlack: flags.clockSlack ?? 0,
    database: { settings: { memory_limit: memoryShares(flags.memory).duckdb }, signal },
    ...(flags.sample === undefined ? {} : { sample: flags.sample }),
  }
}

async function stageLoose(
  flags: AuditFlags,
  targets: readonly Target[],
  staging: StageOptions,
): Promise<StagedHistory> {
  const files = {
    events: namedFiles(flags.events),
    served: namedFiles(flags.served),
    training: namedFiles(flags.training),
  }
  return stageLooseFiles({ targets, files, page: pageOf(flags, targets) }, staging)
}

function pageOf(flags: AuditFlags, targets: readonly Target[]): HistoryPage {
  const completeFrom = flags.completeFrom ?? []
  const sources = sourcesOf(targets)
  const unknown = completeFrom.find(([source]) => !sources.has(source))
  if (unknown !== undefined) {
    throw new PlumblineError(
      'usage',
      `--complete-from names ${unknown[0]}, which is no source of the definitions: ${suggestName(unknown[0], sources)}`,
    )
  }
  return {
    ...emptyPage,
    training: { reading: flags.trainingReading ?? 'as-trained', cut: flags.cut ?? null },
    completeFrom: Object.fromEntries(completeFrom),
  }
}
