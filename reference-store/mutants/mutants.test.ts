import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import type { Store } from '../../harness/store.ts'
import { loadStore } from '../../harness/verify/load-store.ts'
import { type Run, runOnce } from '../../harness/verify/run-once.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import { suite } from '../../scenarios/suite.ts'
import SimulatedReferenceStore from '../adapter.ts'
import { drawOf } from './draw.ts'
import { mutants } from './index.ts'
import type { Mutant } from './mutant.ts'
import { openMutant } from './open-mutant.ts'

const corpus = readFileSync(new URL('../../docs/skew-corpus.md', import.meta.url), 'utf8')

function scenarioOf({ killedBy: [name], side }: Mutant): Scenario {
  const found = suite.find(each => each.name === name)
  if (found === undefined) throw new Error(`the suite has no scenario ${name}`)
  // Training is slow, and no bug of the online side shows in it.
  return { ...found, train: side !== 'online' }
}

function wrongCells({ judged, unsettled }: Run): { online: number; offline: number } {
  const cells = judged.rows.flatMap(({ judgement }) => judgement.cells)
  return {
    online: unsettled + cells.filter(({ served }) => served?.kind === 'defect').length,
    offline: cells.filter(({ training }) => training?.kind === 'defect' || training?.kind === 'leak').length,
  }
}

/** Of each scenario and seed, the run of the clean store: several mutants are killed by the same. */
const cleanRuns = new Map<string, Promise<Run>>()

function cleanRun(scenario: Scenario, seed: number): Promise<Run> {
  const text = `${scenario.name} ${seed} ${scenario.train}`
  const run = cleanRuns.get(text) ?? runOnce(scenario, seed, async () => new SimulatedReferenceStore(), {})
  cleanRuns.set(text, run)
  return run
}

afterAll(() => cleanRuns.clear())

test.each(mutants.map(mutant => [mutant.name, mutant] as const))(
  '%s is skew where its scenario meets it, on its side only, and the clean store is not',
  async (_, mutant) => {
    const scenario = scenarioOf(mutant)
    const [, seed] = mutant.killedBy
    const opened = openMutant(mutant, seed)
    const wrong = wrongCells(await runOnce(scenario, seed, async () => opened.store, {}))
    expect(opened.met()).toBeGreaterThan(0)
    expect(wrong.online > 0).toBe(mutant.side !== 'offline')
    expect(wrong.offline > 0).toBe(mutant.side !== 'online')
    const clean = await cleanRun(scenario, seed)
    expect([clean.suspect, clean.unsettled]).toEqual([false, 0])
  },
)

test('every row of the corpus and every name of a cause has a mutant, and every file is listed', () => {
  const rows = [...corpus.matchAll(/^\| ([^|]+?) \|/gm)].map(([, ref]) => (ref ?? '').replaceAll('`', ''))
  const refs = rows.filter(ref => ref !== 'ref' && ref !== 'seed')
  const standFor = new Set(mutants.map(each => each.standsFor))
  const stands = (ref: string) => standFor.has(ref) || ref.split(', ').every(one => standFor.has(one))
  expect(refs.length).toBeGreaterThan(30)
  expect(refs.filter(ref => !stands(ref))).toEqual([])
  const names = corpus.slice(corpus.indexOf('## Names of causes')).match(/`[a-z-]+`/g) ?? []
  const causes = new Set<string>(mutants.flatMap(each => each.causes))
  expect(names.map(name => name.slice(1, -1)).filter(name => !causes.has(name))).toEqual(['unexplained'])
  const folder = new URL('.', import.meta.url)
  const files = readdirSync(folder).filter(file => {
    return /^export default (mutant|pair)\(/m.test(readFileSync(new URL(file, folder), 'utf8'))
  })
  expect(mutants.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort())
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length)
  expect(mutants.filter(({ causes }) => causes.length === 2).length).toBeGreaterThanOrEqual(10)
})

test('a seed draws the same parameters again, and another seed others', () => {
  const drawn = (seed: number) => mutants.map(mutant => openMutant(mutant, seed).parameters)
  expect(drawn(3)).toEqual(drawn(3))
  expect(drawn(3)).not.toEqual(drawn(4))
  const many = Array.from({ length: 200 }, (_, seed) => drawOf('any', seed).int('n', 3, 6))
  expect([...new Set(many)].sort()).toEqual([3, 4, 5, 6])
})

test('a mutant loads as a store of anybody, by its name in the environment', async () => {
  const path = new URL('mutant-store.ts', import.meta.url).pathname
  const load = async (name: string): Promise<Store> => {
    process.env.PLUMBLINE_MUTANT = name
    try {
      return await (await loadStore(path)).open()
    } finally {
      delete process.env.PLUMBLINE_MUTANT
    }
  }
  expect((await load('head-included@7')).capabilities.stack).toBe('simulated, head-included')
  await expect(load('nobody')).rejects.toThrow(/there is no mutant "nobody": set PLUMBLINE_MUTANT/)
})
