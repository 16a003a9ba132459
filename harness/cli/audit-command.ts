import type { Command } from 'commander'
import { Option } from 'commander'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Instant } from '../../features/value.ts'
import { auditFolders } from '../audit/audit-folders.ts'
import type { NamedFile } from '../history/find-tables.ts'
import type { HistoryPage, TrainingReading } from '../history/history.ts'
import { emptyPage } from '../history/history-page.ts'
import { loadTargets } from '../history/load-targets.ts'
import { readMapping } from '../history/read-mapping.ts'
import { stageHistory, stageLooseFiles } from '../history/stage-history.ts'
import type { StagedHistory } from '../history/staged-history.ts'
import { interruptible } from './interruption.ts'
import { durationOption, each, instantOption, pairOption, shareOption, wholeNumber } from './option-values.ts'
import { progressFor } from './progress.ts'
import type { Verb } from './run-command-line.ts'
import { writeAudit } from './write-audit.ts'

export interface AuditFlags {
  readonly features?: string
  readonly events?: readonly string[]
  readonly served?: readonly string[]
  readonly training?: readonly string[]
  readonly map?: readonly string[]
  readonly sample?: number
  readonly clockSlack: number
  readonly freshness?: number
  readonly lateBudget?: number
  readonly trainingReading?: TrainingReading
  readonly cut?: Instant
  readonly completeFrom?: readonly (readonly [string, string])[]
  readonly recheck: number
  readonly memory: string
  readonly out?: string
  readonly json?: true
}

/** `audit`: judge what somebody's platform logged. */
export const auditCommand: Verb = (program, done) => {
  program
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
      '--map <table.column=theirs[@unit]|file>',
      'from their columns and units to ours, such as served.as_of=ts@ms; may be given again',
      each(String),
    )
    .option('--sample <share>', 'look at this share of the entities only, such as 1%', shareOption)
    .option(
      '--clock-slack <duration>',
      'how far answered_at may run behind the clock of the log',
      durationOption,
      0,
    )
    .option(
      '--freshness <duration>',
      'fail where a stale value lags more than this, such as 5s',
      durationOption,
    )
    .option(
      '--late-budget <share>',
      'fail where more of a feature’s rows than this are late data, such as 1%',
      shareOption,
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
      each(pairOption),
    )
    .option(
      '--recheck <rows>',
      'rows that the specification evaluator recomputes once more',
      wholeNumber(0),
      200,
    )
    .option('--memory <size>', 'memory for DuckDB', '4GB')
    .option(
      '--out <dir>',
      'where to write (default: beside the History; for loose files the next number under .plumbline/runs)',
    )
    .option('--json', 'print result.json instead of the report')
    .action(async (dir: string | undefined, flags: AuditFlags, command: Command) => {
      if (command.args.length > 1)
        throw new PlumblineError(
          'usage',
          `audit takes one folder, but got ${command.args.join(' ')}: audit them one by one`,
        )
      checkFlags(dir, flags)
      done(await interruptible(signal => audit(dir, flags, signal)))
    })
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
  try {
    if (dir === undefined) return await writeAudit(await stageLoose(flags), null, flags, progress, signal)
    const folders = await auditFolders(dir)
    let code = 0
    for (const folder of folders) {
      const out = flags.out === undefined || folders.length === 1 ? flags.out : `${flags.out}/${folder.name}`
      const staged = await stageHistory(folder.path, await stageOptions(flags))
      code = worse(
        code,
        await writeAudit(
          staged,
          folder.path,
          { ...flags, ...(out === undefined ? {} : { out }) },
          progress,
          signal,
        ),
      )
    }
    return code
  } finally {
    progress.end()
  }
}

/** Of two exit codes the one that outranks: skew, then broken, then inconclusive, then pass. */
function worse(a: number, b: number): number {
  const rank = [1, 3, 2, 0]
  return rank.indexOf(a) <= rank.indexOf(b) ? a : b
}

async function stageOptions(flags: AuditFlags) {
  return {
    mapping: await readMapping(flags.map ?? []),
    clockSlack: flags.clockSlack,
    database: { settings: { memory_limit: flags.memory } },
    ...(flags.sample === undefined ? {} : { sample: flags.sample }),
  }
}

async function stageLoose(flags: AuditFlags): Promise<StagedHistory> {
  const targets = await loadTargets(flags.features as string)
  const files = {
    events: namedFiles(flags.events),
    served: namedFiles(flags.served),
    training: namedFiles(flags.training),
  }
  return stageLooseFiles({ targets, files, page: pageOf(flags) }, await stageOptions(flags))
}

function pageOf(flags: AuditFlags): HistoryPage {
  const completeFrom = (flags.completeFrom ?? []).map(([source, text]) => [source, instantOption(text)])
  return {
    ...emptyPage,
    training: { reading: flags.trainingReading ?? 'as-trained', cut: flags.cut ?? null },
    completeFrom: Object.fromEntries(completeFrom),
  }
}

function namedFiles(given: readonly string[] | undefined): NamedFile[] {
  return (given ?? []).map(text => {
    const found = /^([a-z][a-z0-9_]*)=(.+)$/.exec(text)
    return found === null
      ? { name: null, path: text }
      : { name: found[1] as string, path: found[2] as string }
  })
}
