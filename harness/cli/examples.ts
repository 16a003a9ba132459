import type { Command } from 'commander'

/**
 * Ends the help of a verb with command lines that a user can copy, each with what it does. npm prints a line of its own
 * unless it is told to be silent, which what goes to another program must be spared.
 */
export function addExamples(
  command: Command,
  examples: readonly (readonly [does: string, line: string])[],
): void {
  const shown = examples.map(([does, line]) => {
    const [verb, ...rest] = line.split(' ')
    const npm = /--json/.test(line) ? 'npm run --silent' : 'npm run'
    return `  # ${does}\n  $ ${[npm, verb, ...(rest.length > 0 ? ['--', ...rest] : [])].join(' ')}`
  })
  // After all that every verb says.
  command.addHelpText('afterAll', `\nExamples:\n${shown.join('\n')}`)
}
