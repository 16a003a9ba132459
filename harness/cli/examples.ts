import type { Command } from 'commander'

/** Ends the help of a verb with command lines that a user can copy, each with what it does. */
export function addExamples(
  command: Command,
  examples: readonly (readonly [does: string, line: string])[],
): void {
  const shown = examples.map(([does, line]) => `  # ${does}\n  $ npm run ${line.replace(/ (?=.)/, ' -- ')}`)
  command.addHelpText('after', `\nExamples:\n${shown.join('\n')}`)
}
