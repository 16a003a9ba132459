import type { Command } from 'commander'
import { calledAs } from './called-as.ts'

/**
 * Ends the help of a verb with command lines that a user can copy, each with what it does. npm prints a line of its own
 * unless it is told to be silent, which what goes to another program must be spared.
 */
export function addExamples(
  command: Command,
  examples: readonly (readonly [does: string, line: string])[],
): void {
  const shown = examples.map(([does, line]) => {
    const [verb = '', ...rest] = line.split(' ')
    return `  # ${does}\n  $ ${calledAs(verb, rest.join(' '), /--json/.test(line))}`
  })
  // After all that every verb says.
  command.addHelpText('afterAll', `\nExamples:\n${shown.join('\n')}`)
}
