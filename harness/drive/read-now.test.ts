import { expect, test } from 'vitest'
import type { Probe } from '../store.ts'
import { readNow } from './read-now.ts'

const probe: Probe = { probeId: 1n, target: 't', key: {}, asOf: 0, request: {}, askedVersion: null }

/** A clock that goes on by 10 ms each time it is read. */
function ticking(edges: readonly number[], step = 1) {
  let at = 1_000_000
  return { now: () => (at += 10_000), step, edges: () => edges }
}

test('T is the instant before the call', async () => {
  const done = await readNow(ticking([]), [probe], async probes => probes.map(() => ({ values: {} })))
  expect(done?.probes[0]?.asOf).toBe(1_010_000)
})

test('a question is put again while an edge lies between before and after', async () => {
  let calls = 0
  const read = async (probes: readonly Probe[]) => {
    calls++
    return probes.map(() => ({ values: {} }))
  }
  const done = await readNow(ticking([1_015_000]), [probe], read)
  expect(calls).toBe(2)
  expect(done?.probes[0]?.asOf).toBe(1_030_000)
})

test('where an answer always changes there is none', async () => {
  const edges = Array.from({ length: 200 }, (_, i) => 1_000_000 + i * 5_000)
  expect(await readNow(ticking(edges), [probe], async () => [])).toBeNull()
})
