import { Command, CommanderError } from 'commander'
import { expect, test } from 'vitest'
import { usageSentence } from './usage-sentence.ts'

/** Every message that commander makes of a wrong command line, made by commander itself. */
function messageOf(argv: readonly string[]): string {
  let said = ''
  const program = new Command('plumbline').exitOverride()
  program
    .command('verify')
    .option('--seed <n>')
    .option('--map <entry|file>')
    .argument('<features>')
    .action(() => {})
  for (const command of [program, ...program.commands])
    command.exitOverride().configureOutput({ outputError: text => (said = text), writeErr: () => {} })
  try {
    program.parse(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
  }
  return said
}

test('no message of commander reaches a user as it is', () => {
  const command = { name: 'verify', flags: ['--seed', '--map'], verbs: ['verify'] }
  const sentences = [
    ['verify', '--bogus'],
    ['vrify'],
    ['verify'],
    ['verify', 'a', '--map'],
    ['verify', 'a', 'b'],
  ].map(argv => usageSentence(messageOf(argv), command))
  expect(sentences).toEqual([
    'verify has no option --bogus: see npm run verify -- --help',
    'there is no command vrify: did you mean verify?',
    'verify needs the argument <features>: see npm run verify -- --help',
    '--map needs a value, --map <entry|file>: see npm run verify -- --help',
    'verify takes one argument, but was given a, b: name a scenario with --scenario',
  ])
})

test('a message that nobody foresaw is one line at least', () => {
  const command = { name: 'verify', flags: [], verbs: [] }
  expect(usageSentence('error: something\nelse\n', command)).toBe('something else')
})
