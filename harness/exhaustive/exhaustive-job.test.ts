import { expect, test } from 'vitest'
import { canariesPath, loadMutants } from '../prove/mutant-registry.ts'
import { loadStore, type OpenStore, referenceStorePath } from '../verify/load-store.ts'
import { alphabetOf } from './alphabet.ts'
import { runShard } from './exhaustive-job.ts'
import { sizeOfScope } from './exhaustive-scenario.ts'
import { expectedAnswers } from './expected-answers.ts'
import { findKeys } from './find-keys.ts'
import { runSmall } from './run-small.ts'
import type { Schedule } from './schedules.ts'
import { schedulesOf } from './schedules.ts'
import { type SmallHistory, smallHistories } from './small-history.ts'
import { logOf } from './small-log.ts'
import { everyWord } from './testing/every-word.ts'

const { mutants, openMutant } = await loadMutants(canariesPath)
const { open: openReference } = await loadStore(referenceStorePath)

function opener(name: string): OpenStore {
  const mutant = mutants.find(each => each.name === name)
  if (mutant === undefined) throw new Error(`no canary is called ${name}`)
  return async () => openMutant(mutant, 1).store
}

test('one record: every history passes on the reference store, all of them and no other', async () => {
  const { histories, schedules, shards } = sizeOfScope(1)
  let runs = 0
  for (let shard = 0; shard < shards; shard++) {
    const outcome = await runShard({ records: 1, shard, open: openReference, guard: {} })
    expect(outcome.failing).toBe(null)
    expect(outcome.nonEmpty).toBeGreaterThanOrEqual(0)
    runs += outcome.runs
  }
  expect(runs).toBe(histories * schedules)
})

// Catches a search that would pass over anything: bugs of the window, of deletes, of nulls and of redelivery.
test.each([
  'head-included',
  'deletes-ignored',
  'null-poisons-all',
  'replay-counts-again',
  'late-behind-watermark',
])('finds the planted bug %s within two records', async name => {
  const { shards } = sizeOfScope(2)
  for (let shard = 0; shard < shards; shard++) {
    const { failing } = await runShard({ records: 2, shard, open: opener(name), guard: {} })
    if (failing !== null) return
  }
  expect.fail(`${name} was not found`)
})

/** Whether a store fails in some history under some of these schedules. */
async function fails(open: OpenStore, histories: readonly SmallHistory[], schedules: readonly Schedule[]) {
  const setting = await findKeys(open)
  const answersOf = expectedAnswers()
  for (const history of histories) {
    const run = { records: logOf(history, setting.keys), answers: answersOf(history) }
    for (const schedule of schedules) {
      if ((await runSmall(await open(), { ...run, schedule }, setting)).fails) return true
    }
  }
  return false
}

// Catches a reduction that loses a bug: here nothing is reduced, and each history is judged as with it.
test('no more fails under all sequences of steps than under one of each class', async () => {
  const words = everyWord(2)
  const reduced = [...schedulesOf(2)]
  const few = [...smallHistories({ ...alphabetOf(4), values: [2n], correctedValues: [] }, 2)]
  expect(words.length).toBeGreaterThan(5 * reduced.length)
  expect(await fails(openReference, few, words)).toBe(false)
  for (const name of ['head-included', 'deletes-ignored', 'replay-counts-again', 'late-behind-watermark']) {
    const found = await fails(opener(name), few, reduced)
    expect([name, await fails(opener(name), few, words)]).toEqual([name, found])
  }
})
