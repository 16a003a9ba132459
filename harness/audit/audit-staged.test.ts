import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Scenario } from '../../scenarios/scenario.ts'
import { suite } from '../../scenarios/suite.ts'
import { createTally } from '../diff/tally.ts'
import { drive } from '../drive/drive.ts'
import type { History } from '../history/history.ts'
import { stageHistory } from '../history/stage-history.ts'
import { writeHistory } from '../history/write-history.ts'
import { loadStore, referenceStorePath } from '../verify/load-store.ts'
import { type AuditOptions, auditStaged } from './audit-staged.ts'
import { judgeHistory } from './judge-history.ts'
import { judgeStagedTable } from './judge-staged-table.ts'
import { keyLogs } from './key-logs.ts'
import { rowSampler } from './self-check.ts'

let dir = ''

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plumbline-staged-'))
})

afterAll(() => rm(dir, { recursive: true, force: true }))

const fixtures = new URL('../../reference-store/broken/', import.meta.url)

/** The first History of a scenario, as a store gives it. */
async function historyOf(name: string, store: string): Promise<History> {
  const { open } = await loadStore(store)
  const scenario = suite.find(each => each.name === name) as Scenario
  return (await drive(scenario, 3, await open())).history
}

async function audit(history: History, name: string, more: Partial<AuditOptions> = {}) {
  const folder = join(dir, name)
  await writeHistory(history, folder)
  const staged = await stageHistory(folder)
  try {
    return await auditStaged(staged, {
      budgets: { freshnessSlo: null, lateDataShare: null },
      recheckRows: 1_000,
      memory: 2 ** 28,
      mismatchesPath: join(folder, 'mismatches.parquet'),
      provenance: { versions: {}, options: {} },
      onProgress: () => {},
      signal: new AbortController().signal,
      now: () => 0,
      ...more,
    })
  } finally {
    await staged.close()
  }
}

describe('an audit by the indexed evaluator counts what the specification evaluator counts in memory', () => {
  const clean = referenceStorePath
  const broken = (name: string) => new URL(`${name}.fixture.ts`, fixtures).pathname
  const cases: readonly (readonly [scenario: string, store: string])[] = [
    ['late-events', clean],
    ['lagging-worker', clean],
    ['watermarks', clean],
    ['service', clean],
    ['rejects', clean],
    ['null-storm', broken('nulls-as-zero')],
    ['restart', broken('double-count-after-restart')],
    ['scheduled', broken('late-dropped')],
    ['on-demand', broken('float32-values')],
  ]

  test.each(cases)('%s, %s', async (scenario, store) => {
    const history = await historyOf(scenario, store)
    const inMemory = createTally({ mismatchesKept: 1_000, freshnessSlo: null, sink: () => {} })
    for (const row of judgeHistory(history).rows) inMemory.add(row)
    const { result } = await audit(history, `${scenario}-same`)
    const expected = inMemory.result()
    expect(result.cells).toEqual(expected.cells)
    expect(result.mismatchTotals).toEqual(expected.mismatchTotals)
    expect(result.lags).toEqual(expected.lags)
    expect(result.selfCheck?.disagreements).toBe(0)
    expect(result.mismatches.map(({ probe_id, feature, part }) => [probe_id, feature, part])).toEqual(
      expected.mismatches.map(({ probeId, feature, part }) => [Number(probeId), feature, part]),
    )
  })
})

// Catches a search of the log, which is a pass over it, for every row that is just as stale as it says.
test.each(['lagging-worker', 'watermarks'])(
  '%s: rows as stale as they state are judged without their log',
  async name => {
    const history = await historyOf(name, referenceStorePath)
    const folder = join(dir, `${name}-stated`)
    await writeHistory(history, folder)
    const staged = await stageHistory(folder)
    const own = keyLogs(staged, null)
    let stale = 0
    for (const table of staged.tables) {
      await judgeStagedTable({
        staged,
        table: { ...table, training: null },
        training: { reading: 'as-trained', cut: judgeHistory(history).cut },
        clockSlack: 0,
        keyLogs: { ...own, load: () => Promise.reject(new Error('the log was asked')) },
        onRow: ({ judgement }) => {
          stale += judgement.cells.filter(({ served }) => served?.kind === 'staleness').length
        },
        recomputing: { memory: 2 ** 28, onProgress: () => {} },
        onProgress: () => {},
        signal: new AbortController().signal,
      })
    }
    await staged.close()
    expect(stale).toBeGreaterThan(0)
  },
)

// Catches a slice that loses or repeats a row, and answers that come out in another order than the rows.
test('a small budget of memory changes nothing but the number of slices', async () => {
  const history = await historyOf('late-events', referenceStorePath)
  const { result: whole } = await audit(history, 'whole')
  const { result: sliced } = await audit(history, 'sliced', { memory: 4_000 })
  const timeless = { ...whole.provenance, durations: {} }
  expect({ ...sliced, provenance: timeless }).toEqual({ ...whole, provenance: timeless })
})

test('an audit that is stopped throws the reason, and writes nothing', async () => {
  const history = await historyOf('steady', referenceStorePath)
  const stopped = new AbortController()
  const reason = new Error('enough')
  const onProgress = (line: string) => {
    if (line.startsWith('judging')) stopped.abort(reason)
  }
  await expect(audit(history, 'stopped', { signal: stopped.signal, onProgress })).rejects.toBe(reason)
  expect(await readdir(join(dir, 'stopped'))).not.toContain('mismatches.parquet')
})

test('a replay that asked too little is inconclusive, however right its answers', async () => {
  const history = await historyOf('steady', referenceStorePath)
  const asked = history.tables[0]?.served.length ?? 0
  const demands = { scenario: 'steady', probes: asked, cellsCompared: 1 }
  const { result: enough } = await audit(history, 'enough', { demands })
  expect(enough.verdict).toBe('pass')
  const { result: few } = await audit(history, 'few', { demands: { ...demands, probes: asked + 1 } })
  expect(few.verdict).toBe('inconclusive')
  expect(few.scenarios[0]?.missed).toEqual([{ happening: 'probes', wanted: asked + 1, happened: asked }])
})

test('every judged row reaches whoever sums several Histories up', async () => {
  const history = await historyOf('steady', referenceStorePath)
  let rows = 0
  const { result } = await audit(history, 'rows', { onRow: () => rows++ })
  expect(rows).toBe(result.rows)
  expect(rows).toBe(history.tables[0]?.served.length)
})

// Catches a sample that leaves stretches out, that a period of the probes could hide from, or that changes from run to run.
test('a sample is drawn at random of every stretch of rows, and never empty', () => {
  const picked = (rows: number, wanted: number) => {
    const isPicked = rowSampler(rows, wanted)
    return Array.from({ length: rows }, (_, row) => row).filter(isPicked)
  }
  expect(picked(5, 200)).toEqual([0, 1, 2, 3, 4])
  expect(picked(1_000, 10).map(row => Math.floor(row / 100))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(new Set(picked(1_000, 10).map(row => row % 100)).size).toBeGreaterThan(5)
  expect(picked(1_000, 10)).toEqual(picked(1_000, 10))
  expect(picked(1_005, 100).at(-1)).toBeGreaterThanOrEqual(1_000)
  expect(picked(19, 10)).toHaveLength(19)
})
