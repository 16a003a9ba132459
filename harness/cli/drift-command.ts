import { join } from 'node:path'
import type { Command } from 'commander'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { randomOf } from '../../generators/random.ts'
import type { DriftResult } from '../../reports/drift-result.ts'
import { renderDrift } from '../../reports/terminal/render-drift.ts'
import { compareFiles } from '../drift/compare-files.ts'
import { type DriftSettings, parseDriftSettings } from '../drift/drift-settings.ts'
import { nextLook, recordLook } from '../drift/looks-file.ts'
import { loadTargets } from '../history/load-targets.ts'
import { readDriftConfig } from './drift-config.ts'
import { addExamples } from './examples.ts'
import { interruptible } from './interruption.ts'
import { each, memoryFlag, shareOption, wholeNumber } from './option-values.ts'
import { progressFor } from './progress.ts'
import { driftFolder, writeRunFolder } from './run-folder.ts'
import { stdoutRendering } from './stdout-rendering.ts'
import type { Verb } from './verb.ts'
import { annotate, writeResult } from './write-result.ts'

interface DriftFlags {
  readonly reference?: string
  readonly current?: string
  readonly features?: string
  readonly config?: string
  readonly by?: string
  readonly cluster?: readonly string[]
  readonly ignore?: readonly string[]
  readonly accept?: readonly string[]
  readonly time?: string
  readonly epsilon?: number
  readonly alpha?: number
  readonly minimumRows?: number
  readonly look?: number
  readonly looks?: string
  readonly memory: number
  readonly out?: string
  readonly json?: true
}

/** `drift`: hold the distributions of one table against those of another. */
export const driftCommand: Verb = (program, done) => {
  const verb = program
    .command('drift')
    .description(
      'hold the features of one table against those of another, or the groups of one against each other: Parquet, CSV or JSONL',
    )
    .option('--reference <file>', 'what is held to be right: the training set, last week, the control')
    .option('--current <file>', 'what is in question: the serving log, this week, the canary')
    .option('--features <file>', 'definitions, .ts, .js or .json: they name the features and their entity')
    .option(
      '--by <column>',
      'group by group: a column such as version or region, or hour, day, week, month of the time column',
    )
    .option('--config <file>', 'a drift configuration, JSON; what is given here outranks it')
    .option(
      '--cluster <column>',
      'a column of the entity, whose rows depend on one another; may be given again',
      each(String),
    )
    .option('--ignore <column>', 'leave a column out; may be given again', each(String))
    .option(
      '--accept <condition>',
      'let pass: constant, non-finite, numbers-as-text, type, new-column; may be given again',
      each(String),
    )
    .option('--time <column>', 'the time of a row (default: as_of)')
    .option('--epsilon <distance>', 'the KS distance that matters (default: 0.1)', shareOption)
    .option(
      '--alpha <share>',
      'the chance of a wrong verdict in all looks together (default: 5%)',
      shareOption,
    )
    .option('--minimum-rows <rows>', 'rows a side that a verdict needs (default: 100)', wholeNumber(2))
    .option('--look <number>', 'which look of a repeated run this is (default: 1)', wholeNumber(1))
    .option('--looks <file>', 'count the looks in this file: a nightly run names the same one every time')
    .addOption(memoryFlag('2GB', 'memory for DuckDB, which spills to disk beyond it'))
    .option('--out <dir>', 'where to write (default: the next number under .plumbline/runs)')
    .option('--json', 'print the result as JSON')
    .action(async (flags: DriftFlags, command: Command) => {
      const [stray] = command.args
      if (stray !== undefined)
        throw new PlumblineError(
          'usage',
          `drift takes no argument, but got ${stray}: give --reference and --current`,
        )
      done(await interruptible(signal => drift(flags, signal)))
    })
  addExamples(verb, [
    [
      'what is served now against what was trained on',
      'drift --reference training.parquet --current served.csv',
    ],
    ['week by week', 'drift --current served.parquet --by week --features features.ts'],
  ])
}

async function drift(flags: DriftFlags, signal: AbortSignal): Promise<number> {
  if (flags.current === undefined)
    throw new PlumblineError('usage', 'drift needs --current, the table that is in question')
  if (flags.look !== undefined && flags.looks !== undefined) {
    throw new PlumblineError('usage', '--look and --looks both say which look this is: leave one of them out')
  }
  const { current } = flags
  const series = [flags.reference ?? '', current, flags.by ?? ''].join(' ')
  const look = flags.looks === undefined ? flags.look : await nextLook(flags.looks, series)
  const settings = await settingsOf(flags, look)
  const progress = progressFor()
  try {
    const made: DriftResult[] = []
    const dir = await writeRunFolder(flags.out ?? null, driftFolder, async dir => {
      const result = await compareFiles({
        reference: flags.reference ?? null,
        current,
        targets: flags.features === undefined ? null : await loadTargets(flags.features),
        settings,
        memory: `${flags.memory}B`,
        random: randomOf(settings.seed),
        onProgress: line => progress.update(line),
        signal,
      })
      // Before anybody can have seen it: a look that was not counted would be one too many.
      if (flags.looks !== undefined) await recordLook(flags.looks, series, settings.look)
      await writeResult(dir, result)
      made.push(result)
    })
    progress.end()
    const result = made[0] as DriftResult
    show(result, dir, flags.json === true)
    return result.exitCode
  } finally {
    progress.end()
  }
}

function show(result: DriftResult, dir: string, json: boolean): void {
  annotate(result, process.env)
  const { stdout } = process
  if (json) {
    stdout.write(`${JSON.stringify(result, null, 2)}\n`)
    return
  }
  stdout.write(renderDrift(result, stdoutRendering()))
  const paths = ['result.json', 'report.html'].map(name => `  ${join(dir, name)}\n`)
  stdout.write(`\n${paths.join('')}`)
}

async function settingsOf(flags: DriftFlags, look: number | undefined): Promise<DriftSettings> {
  const file = flags.config === undefined ? {} : await readDriftConfig(flags.config)
  const given = {
    by: flags.by,
    cluster: flags.cluster,
    ignore: flags.ignore,
    accept: flags.accept,
    time: flags.time,
    epsilon: flags.epsilon,
    alpha: flags.alpha,
    minimumRows: flags.minimumRows,
    look,
  }
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return parseDriftSettings({ ...file, ...set }, flags.config ?? 'the command line')
}
