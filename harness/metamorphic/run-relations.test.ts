import { beforeAll, describe, expect, test } from 'vitest'
import related from '../../scenarios/related.ts'
import { type Script, scriptOf } from '../shrink/script.ts'
import type { Store } from '../store.ts'
import { loadStore, type OpenStore, referenceStorePath } from '../verify/load-store.ts'
import { runOnce } from '../verify/run-once.ts'
import { type RelationName, relations } from './relations/index.ts'
import { runRelations } from './run-relations.ts'
import { wrongStores } from './testing/wrong-stores.ts'

const names = Object.keys(relations) as RelationName[]
let open: OpenStore
let script: Script

beforeAll(async () => {
  open = (await loadStore(referenceStorePath)).open
  const run = await runOnce({ ...related, train: false }, 1, open, {})
  script = scriptOf(run.history, run.moves)
})

const runAll = (wrap: (store: Store) => Store) => runRelations(script, async () => wrap(await open()), {}, 1)

test('every relation holds of the reference store, on many values, or says what it would have to know', async () => {
  const runs = await runAll(store => store)
  expect(runs.map(({ relation }) => relation)).toEqual(names)
  for (const { relation, notRun, compared, differing, example, pair } of runs) {
    expect({ relation, differing, example }).toEqual({ relation, differing: 0, example: null })
    expect(pair).toBeNull()
    if (notRun === null) expect(compared, relation).toBeGreaterThan(100)
    else expect(compared, relation).toBe(0)
  }
})

describe('a store that breaks one relation is found out by that one alone', () => {
  test.each(names)('%s', async name => {
    const runs = await runAll(wrongStores[name])
    const broken = runs.filter(({ differing }) => differing > 0)
    expect(broken.map(({ relation, example }) => [relation, example !== null])).toEqual([[name, true]])
    expect(broken[0]?.pair).not.toBeNull()
  })
})

test('a store that fails only when the run is done otherwise has broken the relation, and the sentence is kept', async () => {
  const runs = await runAll(store => {
    const step = store.step?.bind(store)
    return Object.assign(store, {
      step: (each: Parameters<NonNullable<typeof step>>[0]) => {
        if (each.kind === 'restart') throw new Error('no way back')
        return step?.(each)
      },
    })
  })
  const broken = runs.filter(({ differing }) => differing > 0)
  expect(broken.map(({ relation }) => relation)).toEqual(['restarted'])
  expect(broken[0]?.example).toContain('no way back')
})
