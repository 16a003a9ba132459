import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { type Reproduction, reproductionScript } from './reproduction.ts'

const asked: Reproduction = {
  about: 'newest.the_whole of name "a", number 1: get_online_features serves 1, point-in-time is 2.',
  side: 'online',
  isMissing: false,
  online: 'sqlite',
  requirement: 'feast[redis]==0.67.0',
  key: [
    { name: 'name', type: 'string', value: 'é"\\\n😀' },
    { name: 'number', type: 'int', value: 2n ** 60n + 1n },
  ],
  type: 'int',
  ttl: 600_000_000,
  pushes: [
    [{ key: ['é"\\\n😀', 2n ** 60n + 1n], value: 2n, eventTime: 1_000_000, arrivalTime: 3_000_000 }],
    [{ key: ['é"\\\n😀', 2n ** 60n + 1n], value: null, eventTime: 500_000, arrivalTime: 4_000_000 }],
  ],
  asOf: 10_000_000,
  expected: 2n,
}

test('a script is Python, with the very values of the run', () => {
  const script = reproductionScript(asked)
  const parse = 'import ast, sys; tree = ast.parse(sys.stdin.read()); print(len(tree.body))'
  expect(Number(execFileSync('python3', ['-c', parse], { input: script }))).toBeGreaterThan(20)
  const pushes = script.slice(script.indexOf('PUSHES = ['), script.indexOf('repo = '))
  const show =
    'import sys, json; ago = lambda us: us; exec(sys.stdin.read()); print(json.dumps([PUSHES, KEY, POINT_IN_TIME]))'
  const shown = execFileSync('python3', ['-c', show], { input: pushes, encoding: 'utf8' })
  expect(shown).toContain('"number": 1152921504606846977, "value": 2, "event_timestamp": 9000000')
  expect(shown).toContain('"value": null')
  expect(JSON.parse(shown)[1].name).toBe('é"\\\n😀')
})
