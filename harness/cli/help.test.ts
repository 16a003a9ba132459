import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkout, type Ended, plumblineEach } from './testing/plumbline.ts'

const verbs = ['verify', 'audit', 'definitions', 'drift']

let shown: Ended[] = []

beforeAll(async () => {
  shown = await plumblineEach([['--help'], ...verbs.map(verb => [verb, '--help'])], { cwd: tmpdir() })
})

const textOf = (verb: string) => (shown[verbs.indexOf(verb) + 1] as Ended).stdout
const flagsIn = (text: string) => text.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? []

test('the help lists every verb, and is no error', () => {
  expect(shown.map(({ code, stderr }) => [code, stderr])).toEqual(shown.map(() => [0, '']))
  for (const verb of verbs) expect(shown[0]?.stdout).toMatch(new RegExp(`^ {2}${verb}\\b`, 'm'))
})

describe.each(verbs)('%s --help', verb => {
  test('ends with examples, whose flags it lists', () => {
    const [options = '', examples = ''] = textOf(verb).split('\nExamples:\n')
    expect(examples).toMatch(/^( {2}# .+\n {2}\$ npm run .+\n)+$/)
    const known = flagsIn(options)
    for (const flag of flagsIn(examples.replaceAll('--silent', ''))) expect(known).toContain(flag)
    expect(options).toMatch(
      /Exit codes: 0 pass, 1 skew, 2 inconclusive, 3 broken, 64 .*\n70 .*130 stopped by Ctrl-C\.\n$/,
    )
  })

  test('fits a terminal, but for examples', () => {
    const [options = ''] = textOf(verb).split('\nExamples:\n')
    expect(Math.max(...options.split('\n').map(line => line.length))).toBeLessThanOrEqual(80)
  })

  test('knows every flag that the README gives it', () => {
    const readme = readFileSync(checkout('README.md'), 'utf8').replaceAll('\\\n', ' ')
    const lines = readme
      .split('\n')
      .flatMap(line => line.split('npm run ').filter(part => part.startsWith(`${verb} -- `)))
    const known = flagsIn(textOf(verb))
    for (const flag of lines.flatMap(line => flagsIn((line.split('`')[0] as string).slice(verb.length + 4))))
      expect(known).toContain(flag)
  })
})
