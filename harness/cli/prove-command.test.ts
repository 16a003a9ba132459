import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { proofRecordSchema } from '../../reports/proof-record.ts'
import { proveResultSchema } from '../../reports/prove-result.ts'
import { type Ended, expectRefusal, plumblineEach, published } from './testing/plumbline.ts'

let cwd = ''
let ended: readonly Ended[] = []

const lines = [
  // In `steady` no fact lies at the epoch.
  'prove --mutant late-limit-exclusive --mutant epoch-counts-twice --scenario late-events --scenario steady --runs 1 --json --record record.md --out proof',
  'prove --mutant nobody',
  'prove --scenario nowhere',
  'prove --seed -1',
]

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-prove-'))
  ended = await plumblineEach(
    lines.map(line => line.split(' ')),
    { cwd },
  )
})

afterAll(() => rm(cwd, { recursive: true, force: true }))

test('a mutant that no run met is no success, and is told apart from one that was caught', async () => {
  const result = proveResultSchema.parse(published(ended[0]?.stdout ?? ''))
  expect(ended[0]?.code).toBe(1)
  expect(result.exitCode).toBe(1)
  const [caught, unmet] = result.mutants
  expect(caught?.detection).toMatchObject({ scenario: 'late-events', seed: 1, runs: 1 })
  expect(caught?.wrongCells['late-events']).toBeGreaterThan(0)
  expect(unmet).toMatchObject({ status: 'not-triggered', detection: null, wrongCells: { steady: null } })
  expect(result.control).toMatchObject({ runs: 2, wrong: 0 })
  expect(result.assays.length).toBeGreaterThan(5)
  expect(JSON.parse(await readFile(join(cwd, 'proof', 'result.json'), 'utf8'))).toEqual(result)
  const record = proofRecordSchema.parse(JSON.parse(await readFile(join(cwd, 'record.json'), 'utf8')))
  expect(record).toMatchObject({ seed: 1, mutants: 2, notTriggered: 1, scenarios: 2, survived: 0 })
  expect(record.killed + record.misnamed).toBe(1)
})

test('--record writes the track record', async () => {
  const record = await readFile(join(cwd, 'record.md'), 'utf8')
  expect(record).toMatch(/^# Track record\n/)
  expect(record).toContain('| epoch-counts-twice |')
})

test('what cannot be found is refused before anything runs', () => {
  expectRefusal(ended[1], 64, 'there is no mutant nobody')
  expectRefusal(ended[2], 64, 'nowhere')
  expectRefusal(ended[3], 64, '--seed')
})
