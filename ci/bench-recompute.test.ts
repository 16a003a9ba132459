import { execFileSync, spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

const small = [
  '--events',
  '4000',
  '--probes',
  '300',
  '--keys',
  '20',
  '--repeats',
  '2',
  '--reduced',
  '2',
  '--threads',
  '1',
]
const run = (args: readonly string[]) => [process.execPath, ['ci/bench-recompute.ts', ...args]] as const

// Catches a bench that no longer runs, whose two sides disagree, or whose JSON a script could not hold.
test('bench:recompute checks that plan and join agree, and prints one object', () => {
  const [node, args] = run([...small, '--json'])
  const { machine, cases, ratios } = JSON.parse(execFileSync(node, args, { encoding: 'utf8' }))
  expect(machine).toMatchObject({ threads: 1, duckdb: expect.any(String) })
  expect(cases.map((each: { name: string }) => each.name)).toEqual(['uniform', 'zipf-reduced', 'zipf'])
  for (const { plan, hand, name } of cases) {
    expect(plan.repeatsMs).toHaveLength(2)
    expect(plan.minMs).toBe(Math.min(...plan.repeatsMs))
    if (name === 'zipf') expect(hand).toBeNull()
    else expect(hand.medianMs).toBeGreaterThan(0)
  }
  expect(Object.keys(ratios)).toEqual(['uniform: join / plan', 'zipf-reduced: join / plan'])
})

// Catches a mistyped option that silently measures something else.
test('bench:recompute refuses what is not a size', () => {
  const [node, args] = run(['--events', 'many'])
  const { status, stderr } = spawnSync(node, args, { encoding: 'utf8' })
  expect(status).toBe(64)
  expect(stderr).toBe('--events many is not a whole number above 0\n')
})
