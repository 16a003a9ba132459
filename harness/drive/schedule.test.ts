import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomOf } from '../../generators/random.ts'
import { lagging, prompt, random, restarts } from '../../scenarios/interleaving.ts'
import type { Step } from '../store.ts'
import { partitionBook } from './partition-book.ts'
import { catchUp, scheduleOf } from './schedule.ts'

const placedIn = (partition: number) => ({ partition, offset: 0 })

/** Runs a schedule of a few hundred items over records that land in random partitions. */
function run(interleaving: ReturnType<typeof random>, seed: number, items = 300) {
  const book = partitionBook(3)
  const chance = randomOf(seed)
  const steps = scheduleOf(interleaving, book, chance.fork('schedule'))
  const taken: Step[] = []
  const total = { redelivered: 0, crashes: 0, restarts: 0, lag: 0 }
  for (let i = 0; i < items; i++) {
    for (const step of steps()) {
      if (book.dead) expect(step.kind).toBe('restart')
      taken.push(step)
      const { redelivered, crashed, restarted } = book.note(step)
      total.redelivered += redelivered
      total.crashes += crashed ? 1 : 0
      total.restarts += restarted ? 1 : 0
    }
    total.lag += [0, 1, 2].reduce((sum, partition) => sum + book.pending(partition), 0)
    book.append([placedIn(chance.int(0, 2)), null])
  }
  return { taken, total, book }
}

test('a prompt worker never leaves anything, a lagging one does, and both do only what their weights say', () => {
  const on = run(prompt(), 1)
  expect(on.total.lag).toBe(0)
  expect(on.taken.every(step => step.kind === 'apply' || step.kind === 'commit')).toBe(true)
  const behind = run(lagging(), 1)
  expect(behind.total.lag / 300).toBeGreaterThan(3)
  expect(behind.total.lag / 300).toBeLessThan(60)
})

test('restarts make crashes while something is written, and records that come again', () => {
  const { total, taken } = run(restarts(), 2)
  expect(total.crashes).toBeGreaterThan(20)
  expect(total.restarts).toBeGreaterThan(20)
  expect(total.redelivered).toBeGreaterThan(100)
  expect(taken.filter(step => step.kind === 'apply-and-crash').length).toBe(total.crashes)
})

test('whatever the schedule was, catching up leaves nothing pending, uncommitted or dead', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.constantFrom(random(), lagging(), restarts(), prompt()),
      (seed, interleaving) => {
        const { book } = run(interleaving, seed, 40)
        for (const step of catchUp(book, () => true)) book.note(step)
        expect(book.dead).toBe(false)
        for (const partition of [0, 1, 2])
          expect([book.pending(partition), book.uncommitted(partition)]).toEqual([0, 0])
      },
    ),
    { numRuns: 50 },
  )
})

test('the book delivers again what was applied but not committed, and what was in the hands of the dead', () => {
  const book = partitionBook(2)
  book.append([placedIn(0), placedIn(0), placedIn(0), placedIn(1)])
  book.note({ kind: 'apply', partition: 0, maxRecords: 1 })
  book.note({ kind: 'commit', partition: 0 })
  book.note({ kind: 'apply', partition: 0, maxRecords: 1 })
  expect(book.note({ kind: 'apply-and-crash', partition: 1, maxRecords: 5, keys: 0 }).crashed).toBe(true)
  expect(book.note({ kind: 'restart' })).toEqual({ redelivered: 2, crashed: false, restarted: true })
  expect([book.pending(0), book.pending(1)]).toEqual([2, 1])
  expect(book.note({ kind: 'restart' }).restarted).toBe(false)
})

// Catches a partition that moves and takes the others along, and one that is called slow and is not.
test('a partition that moves gives back what it had not committed, and a slow one falls behind', () => {
  const moving = run(random({ crash: 0, restart: 0, rebalance: 3 }), 3)
  const moved = moving.taken.filter(step => step.kind === 'restart')
  expect(moved.length).toBeGreaterThan(50)
  expect(moved.every(step => step.partition !== undefined)).toBe(true)
  expect(moving.total.redelivered).toBeGreaterThan(20)
  const book = partitionBook(2)
  book.append([placedIn(0), placedIn(0), placedIn(1)])
  book.note({ kind: 'apply', partition: 0, maxRecords: 2 })
  book.note({ kind: 'apply', partition: 1, maxRecords: 1 })
  expect(book.note({ kind: 'restart', partition: 0 }).redelivered).toBe(2)
  expect([book.pending(0), book.pending(1)]).toEqual([2, 0])
  const lagOf = (slow: number) => run(random({ crash: 0, restart: 0, slow }), 4).total.lag
  expect(lagOf(0.2)).toBeGreaterThan(1.5 * lagOf(0))
})
