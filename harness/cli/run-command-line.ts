import { Command, CommanderError } from 'commander'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { auditCommand } from './audit-command.ts'
import { definitionsCommand } from './definitions-command.ts'
import { verifyCommand } from './verify-command.ts'

/** What every verb gives back: the process's exit code, see `docs/architecture.md` § Verdicts. */
export type ExitCode = number

/** One verb of the command line: it adds itself to the program and reports its exit code. */
export type Verb = (program: Command, done: (code: ExitCode) => void) => void

const verbs: readonly Verb[] = [verifyCommand, auditCommand, definitionsCommand]

/**
 * Runs one command line and gives its exit code: the verdict's, 64 for a usage error, 70 where the machine or the
 * store failed. A user's error is one sentence on stderr; only a bug of ours shows a stack.
 */
export async function runCommandLine(argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = 0
  const program = new Command('plumbline')
    .description(
      'Proves, or disproves, that the feature values a model is served are the values it was trained on.',
    )
    .showSuggestionAfterError()
    .exitOverride()
  for (const verb of verbs) verb(program, given => (code = given))
  for (const command of program.commands) command.exitOverride()
  try {
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    return exitCodeOf(error)
  }
}

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 64
  if (error instanceof PlumblineError) {
    console.error(`plumbline: ${error.message}`)
    return error.code === 'interrupted' ? 130 : error.exitCode
  }
  console.error(
    'plumbline: an error that should not be possible; please report it with the command that you ran',
  )
  console.error(error)
  return 70
}
