import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join, parse } from 'node:path'
import { suggestName } from '../../features/nearest-name.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { trackRecord } from '../../reports/markdown/track-record.ts'
import { proofRecordOf } from '../../reports/proof-record.ts'
import type { ProveResult } from '../../reports/prove-result.ts'
import { renderProve } from '../../reports/terminal/render-prove.ts'
import { suite } from '../../scenarios/suite.ts'
import { assays } from '../prove/assays/index.ts'
import { runControl } from '../prove/control.ts'
import { loadMutants, type Mutant, mutantRegistryPath } from '../prove/mutant-registry.ts'
import { runAssays } from '../prove/run-assays.ts'
import { sumUpProve } from '../prove/sum-up-prove.ts'
import { findScenarios } from '../verify/find-scenario.ts'
import { loadStore, referenceStorePath } from '../verify/load-store.ts'
import { addExamples } from './examples.ts'
import { interruptible } from './interruption.ts'
import { each, wholeNumber } from './option-values.ts'
import { type Progress, progressFor } from './progress.ts'
import { proveAll } from './prove-pool.ts'
import { proveFolder, writeRunFolder } from './run-folder.ts'
import { stdoutRendering } from './stdout-rendering.ts'
import type { Verb } from './verb.ts'
import { toolVersions } from './versions.ts'

interface ProveFlags {
  readonly mutant?: readonly string[]
  readonly scenario?: readonly string[]
  readonly seed: number
  readonly runs: number
  readonly workers?: number
  readonly record?: string
  readonly out?: string
  readonly json?: true
}

/** What one mutant may take (ms). */
const limitMs = 120_000

/** `prove`: hold the harness itself against what is known by hand, and against stores with one seeded bug each. */
export const proveCommand: Verb = (program, done) => {
  const command = program
    .command('prove')
    .description(
      'prove that the harness works: examine it by hand-made answers, then run every mutant of the reference store until it is caught',
    )
    .option('--mutant <name>', 'a mutant; may be given again (default: all of them)', each(String))
    .option(
      '--scenario <name|file>',
      'a scenario; may be given again (default: all of the suite)',
      each(String),
    )
    .option('--seed <n>', 'of the scenarios and of what the mutants draw', wholeNumber(0), 1)
    .option('--runs <n>', 'seeds of the suite at most, until a mutant is caught', wholeNumber(1), 3)
    .option('--workers <n>', 'processes side by side (default: every core)', wholeNumber(1))
    .option(
      '--record <file>',
      'write the track record as Markdown, such as docs/track-record.md, and its numbers as JSON beside it',
    )
    .option('--out <dir>', 'where to write (default: the next number under .plumbline/runs)')
    .option('--json', 'print the result as JSON')
    .action(async (flags: ProveFlags) => done(await interruptible(signal => prove(flags, signal))))
  addExamples(command, [
    ['every mutant', 'prove'],
    ['with other parameters, on other streams', 'prove --seed 7'],
    ['one mutant where it is expected to be caught', 'prove --mutant head-included --scenario boundaries'],
  ])
}

async function prove(flags: ProveFlags, signal: AbortSignal): Promise<number> {
  const registry = await loadMutants()
  const mutants = chosen(registry.mutants, flags.mutant ?? null)
  await findScenarios(namesOf(flags))
  const progress = progressFor()
  try {
    const made: ProveResult[] = []
    const dir = await writeRunFolder(flags.out ?? null, proveFolder, async dir => {
      const result = await examine(flags, mutants, progress, signal)
      await writeFile(join(dir, 'result.json'), `${JSON.stringify(result, null, 2)}\n`)
      made.push(result)
    })
    progress.end()
    const result = made[0] as ProveResult
    if (flags.record !== undefined) await record(flags.record, result)
    show(result, dir, flags.json === true)
    return result.exitCode
  } finally {
    progress.end()
  }
}

/** The track record for people, and its numbers for the reports of later runs, beside it. */
async function record(path: string, result: ProveResult): Promise<void> {
  const { dir, name } = parse(path)
  const numbers = proofRecordOf(result, new Date().toISOString())
  await writeFile(path, trackRecord(result))
  await writeFile(join(dir, `${name}.json`), `${JSON.stringify(numbers, null, 2)}\n`)
}

/** First the harness by itself: a broken one proves nothing, so no mutant is run under it. */
async function examine(
  flags: ProveFlags,
  mutants: readonly Mutant[],
  progress: Progress,
  signal: AbortSignal,
): Promise<ProveResult> {
  const started = performance.now()
  const scenarios = namesOf(flags)
  const sumUp = (found: Pick<Parameters<typeof sumUpProve>[0], 'assays' | 'control' | 'mutants'>) => {
    const durationMs = Math.round(performance.now() - started)
    return sumUpProve({ ...found, seed: flags.seed, scenarios, versions: toolVersions(), durationMs })
  }
  progress.update('examining the harness')
  const examined = await runAssays(assays)
  if (examined.some(({ problem }) => problem !== null)) {
    return sumUp({ assays: examined, control: null, mutants: [] })
  }
  progress.update('running the clean store')
  const { open } = await loadStore(referenceStorePath)
  const control = await runControl(open, await findScenarios(scenarios), flags.seed, { signal })
  if (control.wrong > 0 || control.judged === 0) return sumUp({ assays: examined, control, mutants: [] })
  const proved = await proveAll({
    setting: { scenarios, mutants: mutantRegistryPath, seed: flags.seed, rounds: flags.runs },
    mutants,
    workers: Math.min(flags.workers ?? availableParallelism(), mutants.length),
    limitMs,
    signal,
    onProved: ({ name, status }, count) =>
      progress.update(`${count} of ${mutants.length} mutants: ${name} ${status}`),
  })
  return sumUp({ assays: examined, control, mutants: proved })
}

function namesOf({ scenario }: ProveFlags): readonly string[] {
  return scenario ?? suite.map(({ name }) => name)
}

function chosen(mutants: readonly Mutant[], names: readonly string[] | null): readonly Mutant[] {
  if (names === null) return mutants
  return names.map(name => {
    const found = mutants.find(each => each.name === name)
    if (found !== undefined) return found
    const mend = suggestName(
      name,
      mutants.map(each => each.name),
    )
    throw new PlumblineError('usage', `there is no mutant ${name}: ${mend}`)
  })
}

function show(result: ProveResult, dir: string, isJson: boolean): void {
  const { stdout } = process
  if (isJson) {
    stdout.write(`${JSON.stringify(result, null, 2)}\n`)
    return
  }
  stdout.write(renderProve(result, stdoutRendering()))
  stdout.write(`\n  result  ${join(dir, 'result.json')}\n`)
}
