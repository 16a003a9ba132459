import { basename, dirname, join, resolve } from 'node:path'
import { suggestName } from '../../features/nearest-name.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { formatMany } from '../../reports/format.ts'
import { auditFolders } from '../audit/audit-folders.ts'
import { type CauseName, causeNames } from '../diagnose/cause-name.ts'
import { type CaseFile, readCaseFile, readMoves } from '../shrink/case-file.ts'
import type { Failure } from '../shrink/failure.ts'
import { type ShrunkFolder, shrinkFolder } from '../shrink/shrink-folder.ts'
import { loadStore, referenceStorePath } from '../verify/load-store.ts'
import { durationFlag } from './duration-flag.ts'
import { addExamples } from './examples.ts'
import { interruptible } from './interruption.ts'
import { wholeNumber } from './option-values.ts'
import { progressFor } from './progress.ts'
import type { Verb } from './verb.ts'

interface ShrinkFlags {
  readonly store?: string
  readonly feature?: string
  readonly cause?: string
  readonly steps: number
  readonly time: number
  readonly timeout: number
  readonly out?: string
}

const stepsDefault = 1_000
const timeDefault = 60_000_000
const callDefault = 60_000_000

/** `shrink`: make what fails smaller. */
export const shrinkCommand: Verb = (program, done) => {
  const command = program
    .command('shrink')
    .description(
      'make a failure smaller: the fewest events, questions, features and steps that fail for the same cause, run again at each try; a log without a store is cut to the facts that decide a cell',
    )
    .argument('<dir>', 'the folder of a History, or of a case')
    .option('--store <file>', 'the store to run again (default: the case’s own, or the reference store)')
    .option('--feature <target.feature>', 'what is to go on failing (default: what most mismatches are of)')
    .option('--cause <name>', 'for which cause, with --feature')
    .option('--steps <n>', 'tries at most', wholeNumber(1), stepsDefault)
    .addOption(durationFlag('--time <duration>', 'how long it may take', timeDefault))
    .addOption(durationFlag('--timeout <duration>', 'how long a store may take for one call', callDefault))
    .option(
      '--out <dir>',
      'where to write the case (default: <dir>-case; a case is replaced by the smaller one)',
    )
    .action(async (dir: string, flags: ShrinkFlags) => {
      done(await interruptible(signal => shrink(dir, flags, signal)))
    })
  addExamples(command, [
    ['a run that verify left behind', 'shrink .plumbline/runs/latest/late-events-3'],
    [
      'a case, against a store that has changed',
      'shrink .plumbline/runs/latest/cases/1 --store ./my-store.ts',
    ],
  ])
}

async function shrink(given: string, flags: ShrinkFlags, signal: AbortSignal): Promise<number> {
  const dir = await oneFolder(given)
  const file = await readCaseFile(dir)
  const failure = failureOf(flags, file)
  const store = flags.store ?? (await readMoves(dir))?.store ?? null
  const { open } = await loadStore(store ?? referenceStorePath)
  const out =
    flags.out ?? (file === null ? join(dirname(resolve(dir)), `${basename(resolve(dir))}-case`) : dir)
  const progress = progressFor()
  try {
    const outcome = await shrinkFolder({
      dir,
      failure,
      known: [],
      out,
      otherOut: `${out}-other`,
      open,
      store,
      stepsMax: flags.steps,
      timeMs: flags.time / 1_000,
      guard: { callTimeoutMs: flags.timeout / 1_000, clock: () => Date.now() * 1_000, signal },
      onProgress: progress.update,
      now: () => performance.now(),
    })
    progress.end()
    if (outcome.kind === 'shrunk') {
      process.stdout.write(shrunkText(outcome.shrunk, out))
      return 1
    }
    const said =
      outcome.kind === 'not-again'
        ? `${dir} did not fail again: the store has changed, or does not do the same twice`
        : `nothing is wrong in ${dir}`
    process.stdout.write(`${said}\n`)
    return 0
  } finally {
    progress.end()
  }
}

/** @throws PlumblineError missing-file; usage where the folder holds several Histories */
async function oneFolder(dir: string): Promise<string> {
  const folders = await auditFolders(dir)
  const [first] = folders
  if (folders.length === 1 && first !== undefined) return first.path
  const some = folders.slice(0, 3).map(({ path }) => path)
  throw new PlumblineError(
    'usage',
    `${dir} holds ${folders.length} Histories: name one of them, such as ${some.join(', ')}`,
  )
}

/** @throws PlumblineError usage where a name is none */
function failureOf({ feature, cause }: ShrinkFlags, file: CaseFile | null): Failure | null {
  const own: Failure | null =
    file === null ? null : { target: file.target, column: file.feature, side: file.side, cause: file.cause }
  if (feature === undefined) {
    if (cause !== undefined)
      throw new PlumblineError('usage', '--cause needs --feature: say of which feature')
    return own
  }
  const dot = feature.indexOf('.')
  if (dot <= 0)
    throw new PlumblineError('usage', `--feature ${feature} names no target: write TARGET.FEATURE`)
  if (cause !== undefined && !causeNames.includes(cause as CauseName)) {
    throw new PlumblineError('usage', `there is no cause ${cause}: ${suggestName(cause, causeNames)}`)
  }
  const column = { target: feature.slice(0, dot), column: feature.slice(dot + 1) }
  return { ...column, side: own?.side ?? 'online', cause: (cause as CauseName | undefined) ?? 'unexplained' }
}

function shrunkText({ file, events, probes, tries, other }: ShrunkFolder, out: string): string {
  const minimal = file.minimal ? 'nothing can be left out' : 'time ran out before nothing could be left out'
  const lines = [
    `${file.target}.${file.feature}, ${file.cause}: from ${formatMany(file.from.events, 'event')} and ${formatMany(file.from.probes, 'probe')} to ${formatMany(events, 'event')} and ${formatMany(probes, 'probe')} in ${formatMany(tries, 'try', 'tries')}; ${minimal}`,
    `  ${file.proof}`,
    ...(other === null
      ? []
      : [
          `  another bug was met on the way: ${other.target}.${other.feature}, ${other.cause}, in ${out}-other`,
        ]),
    `  npm run replay -- ${out}`,
  ]
  return `${lines.join('\n')}\n`
}
