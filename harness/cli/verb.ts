import type { Command } from 'commander'

/** What every verb gives back: the process's exit code, see `docs/architecture.md` § Verdicts. */
export type ExitCode = number

/** One verb of the command line: it adds itself to the program and reports its exit code. */
export type Verb = (program: Command, done: (code: ExitCode) => void) => void
