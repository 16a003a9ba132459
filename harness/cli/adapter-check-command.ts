import type { Target } from '../../features/target.ts'
import { suite } from '../../scenarios/suite.ts'
import { type Asked, askedOf } from '../adapters/check/asked-of.ts'
import type { CheckOutcome } from '../adapters/check/check-outcome.ts'
import { checkStore } from '../adapters/check/check-store.ts'
import { loadTargets } from '../history/load-targets.ts'
import type { Capabilities } from '../store.ts'
import { loadStore } from '../verify/load-store.ts'
import { addExamples } from './examples.ts'
import { interruptible } from './interruption.ts'
import { durationOption } from './option-values.ts'
import type { Verb } from './verb.ts'

interface CheckFlags {
  readonly features?: string
  readonly timeout?: number
  readonly json?: true
}

/** ms that a store may take for one call unless told otherwise. */
const timeoutMs = 20_000

/** `adapter-check`: whether an adapter keeps its contract, and what the store can be asked. */
export const adapterCheckCommand: Verb = (program, done) => {
  const command = program
    .command('adapter-check')
    .description('run the contract of a store, and say what it can and cannot be asked')
    .argument('<store>', 'a module, exec:PROGRAM, or a mapping to HTTP (.json)')
    .option('--features <file>', 'features of the store’s own, where it knows no others')
    .option('--timeout <duration>', 'how long a store may take for one call (default: 20s)', durationOption)
    .option('--json', 'print the outcome as JSON')
    .action(async (given: string, flags: CheckFlags) => {
      done(await interruptible(signal => check(given, flags, signal)))
    })
  addExamples(command, [
    ['a store of your own', 'adapter-check ./my-store.ts'],
    ['a program that speaks JSON Lines', 'adapter-check "exec:python3 examples/python-store/store.py"'],
    ['a store behind HTTP, for a machine', 'adapter-check examples/http-store/mapping.json --json'],
  ])
}

async function check(given: string, flags: CheckFlags, signal: AbortSignal): Promise<number> {
  const targets: readonly Target[] | null =
    flags.features === undefined ? null : await loadTargets(flags.features)
  const { open, capabilities } = await loadStore(given)
  const callTimeoutMs = flags.timeout === undefined ? timeoutMs : flags.timeout / 1_000
  const guard = { signal, callTimeoutMs, clock: () => Date.now() * 1_000 }
  const outcomes = await checkStore({ open, capabilities, targets, guard })
  const probe = await open()
  const asked = askedOf(suite, probe)
  await Promise.resolve(probe.close?.()).catch(() => undefined)
  const wrong = outcomes.filter(({ outcome }) => outcome === 'wrong').length
  const text = flags.json
    ? JSON.stringify({ capabilities, checks: outcomes, suite: asked }, null, 2)
    : show(capabilities, outcomes, asked, wrong)
  process.stdout.write(`${text}\n`)
  return wrong === 0 ? 0 : 1
}

const marks = { ok: 'ok     ', wrong: 'WRONG  ', 'not-run': 'not run' } as const

function show(
  capabilities: Capabilities,
  outcomes: readonly CheckOutcome[],
  asked: Asked,
  wrong: number,
): string {
  const { name, stack } = capabilities
  const ran = outcomes.filter(({ outcome }) => outcome !== 'not-run').length
  const head =
    wrong === 0
      ? `OK     ${name} (${stack}) keeps the contract: ${ran} checks`
      : `WRONG  ${name} (${stack}) breaks ${wrong} of ${ran} checks`
  const lines = outcomes.map(({ name: what, outcome, detail }) => {
    return `  ${marks[outcome]}  ${what}${detail === '' ? '' : `\n           ${detail}`}`
  })
  const left = asked.left.map(({ what, reason, scenarios }) => `  ${what}: ${reason} (${listed(scenarios)})`)
  const of = suite.length
  const suiteText =
    left.length === 0
      ? `It can be asked everything that the ${of} scenarios of verify ask.`
      : `Of the ${of} scenarios of verify it can be asked all of ${asked.whole.length}; left out:\n${left.join('\n')}`
  return `${head}\n\n${lines.join('\n')}\n\n${suiteText}`
}

function listed(names: readonly string[]): string {
  return names.length > 4 ? `${names.length} scenarios` : names.join(', ')
}
