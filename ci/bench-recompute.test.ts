import { execFileSync, spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

const ours = 'floor,join,rings,batch-plan,indexed,indexed-tables'
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
  '--engines',
  ours,
]
const run = (args: readonly string[]) => [process.execPath, ['ci/bench-recompute.ts', ...args]] as const

interface Timed {
  readonly engine: string
  readonly repeatsMs: readonly number[]
  readonly minMs: number
  readonly peakBytes: number
}

// Catches a bench that no longer runs, whose engines disagree, or whose JSON a script could not hold.
test('bench:recompute checks that all engines agree, and prints one object', { timeout: 240_000 }, () => {
  const [node, args] = run([...small, '--json'])
  const { machine, cases, ratios } = JSON.parse(execFileSync(node, args, { encoding: 'utf8' }))
  expect(machine).toMatchObject({ threads: 1, duckdb: expect.any(String) })
  expect(cases.map((each: { name: string }) => each.name)).toEqual(['uniform', 'zipf-reduced', 'zipf'])
  for (const { engines, comparedCells, probes } of cases) {
    expect(engines.map(({ engine }: Timed) => engine)).toEqual(ours.split(','))
    expect(comparedCells).toBe(probes * 42 * 4)
    for (const { repeatsMs, minMs, peakBytes } of engines as Timed[]) {
      expect(repeatsMs).toHaveLength(2)
      expect(minMs).toBe(Math.min(...repeatsMs))
      expect(peakBytes).toBeGreaterThan(2 ** 20)
    }
  }
  expect(Object.keys(ratios)).toContain('zipf-reduced: join / batch-plan')
  expect(ratios['uniform: indexed / floor']).toBeGreaterThan(0)
})

// Catches a mistyped option that silently measures something else.
test.each([
  ['--events', 'many', '--events many is not a whole number above 0\n'],
  ['--engines', 'rings,ring', `--engines ring is none of ${ours.replaceAll(',', ', ')}, polars, spark\n`],
])('bench:recompute refuses %s %s', (option, value, sentence) => {
  const [node, args] = run([option, value])
  const { status, stderr } = spawnSync(node, args, { encoding: 'utf8' })
  expect(status).toBe(64)
  expect(stderr).toBe(sentence)
})
