import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const bench = fileURLToPath(new URL('./bench-store.ts', import.meta.url))

function run(args: readonly string[]) {
  const options = ['--disable-warning=TimeoutNegativeWarning', bench, ...args]
  return spawnSync(process.execPath, options, { encoding: 'utf8' })
}

// Catches a side that no longer runs, or comes to other results than the one that it is held against. No figure is judged here.
test('a quick run measures every side of ingest, and all come to the same', { timeout: 120_000 }, () => {
  const { status, stdout, stderr } = run(['--quick', '--only', 'ingest', '--json'])
  expect(status, stderr).toBe(0)
  const { measured, targets, differences } = JSON.parse(stdout)
  expect(differences).toEqual([])
  for (const side of ['uniform', 'hot', 'consume', 'write']) {
    expect(measured.ingest.rates[side]).toHaveLength(2)
    expect(Math.min(...measured.ingest.rates[side])).toBeGreaterThan(0)
  }
  // A record changes its fact's bucket and tiles of several sizes, some of them together with others of its batch.
  expect(measured.ingest.written.cells).toBeGreaterThan(measured.ingest.written.records)
  expect(measured.ingest.freshness.hot.batches).toBeGreaterThan(0)
  expect(targets).toHaveLength(2)
  expect(stderr).toContain('round 1 of 1, hot')
})

// Catches a mistyped option that silently measures something else.
test.each([
  [['--records', 'many'], '--records many is not a whole number above 0: write one\n'],
  [['--only', 'ingest,reading'], '--only reading is none of ingest, serving: name one of them\n'],
])('bench:store refuses %j', (args, sentence) => {
  const { status, stdout, stderr } = run(args)
  expect({ status, stdout, stderr }).toEqual({ status: 64, stdout: '', stderr: sentence })
})
