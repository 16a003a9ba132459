import { Console } from 'node:console'
import { Command, CommanderError } from 'commander'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { adapterCheckCommand } from './adapter-check-command.ts'
import { auditCommand } from './audit-command.ts'
import { definitionsCommand } from './definitions-command.ts'
import { driftCommand } from './drift-command.ts'
import { failureSentence } from './failure-sentence.ts'
import { initCommand } from './init-command.ts'
import { latencyCommand } from './latency-command.ts'
import { newScenarioCommand } from './new-scenario-command.ts'
import { profileCommand } from './profile-command.ts'
import { proveCommand } from './prove-command.ts'
import { replayCommand } from './replay-command.ts'
import { reportCommand } from './report-command.ts'
import { reproduceCommand } from './reproduce-command.ts'
import { shrinkCommand } from './shrink-command.ts'
import { usageSentence } from './usage-sentence.ts'
import type { ExitCode, Verb } from './verb.ts'
import { verifyCommand } from './verify-command.ts'
import { toolVersions } from './versions.ts'

const verbs: readonly Verb[] = [
  initCommand,
  verifyCommand,
  auditCommand,
  definitionsCommand,
  driftCommand,
  latencyCommand,
  proveCommand,
  shrinkCommand,
  replayCommand,
  newScenarioCommand,
  reportCommand,
  adapterCheckCommand,
  profileCommand,
  reproduceCommand,
]

/** What a user may set in the environment; ends every help. */
const environment = `
Environment:
  NO_COLOR=1         no colours
  PLUMBLINE_STACK=1  show where in a store, a scenario or a features file an
                     error was thrown

Exit codes: 0 pass, 1 skew, 2 inconclusive, 3 broken, 64 a wrong command,
70 a failure of the store or the machine, 130 stopped by Ctrl-C.`

/**
 * Runs one command line and gives its exit code: the verdict's, 64 for a usage error, 70 where the machine or the
 * store failed. A user's error is one sentence on stderr; only a bug of ours shows a stack.
 */
export async function runCommandLine(argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = 0
  // What a user's module prints must not get between the lines of a report, or into its JSON.
  globalThis.console = new Console(process.stderr, process.stderr)
  const program = new Command('plumbline')
    .description(
      'Proves, or disproves, that the feature values a model is served are the values it was trained on.',
    )
    .version(toolVersions().plumbline ?? 'unknown', '--version', 'print the version')
    .helpCommand(false)
  for (const verb of verbs) verb(program, given => (code = given))
  for (const command of [program, ...program.commands]) speakForOurselves(command)
  try {
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    return exitCodeOf(error)
  }
}

function speakForOurselves(command: Command): void {
  const called = {
    name: command.name(),
    flags: command.options.flatMap(option => option.long ?? []),
    verbs: command.commands.map(each => each.name()),
  }
  command
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`plumbline: ${usageSentence(text, called)}\n`) })
    .addHelpText('after', environment)
}

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) {
    // Commander shows the help where no command is named, and says no more.
    if (error.code === 'commander.help' && error.exitCode !== 0)
      process.stderr.write('\nplumbline: name one of the commands above\n')
    return error.exitCode === 0 ? 0 : 64
  }
  const failure = failureSentence(error)
  if (failure === null) {
    process.stderr.write(
      'plumbline: an error that should not be possible; please report it with the command that you ran\n',
    )
    console.error(error)
    return 70
  }
  process.stderr.write(`plumbline: ${failure.sentence}\n`)
  const cause = error instanceof PlumblineError ? error.cause : error
  if (process.env.PLUMBLINE_STACK === '1' && cause instanceof Error) console.error(cause.stack)
  return failure.exitCode
}
