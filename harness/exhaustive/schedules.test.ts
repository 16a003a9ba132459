import { expect, test } from 'vitest'
import { countSteps } from './schedule-counts.ts'
import { countSchedules, schedulesOf } from './schedules.ts'
import { classOf, everyWord } from './testing/every-word.ts'

// Catches an interleaving that the reduction loses, and one that it runs twice.
test('runs one interleaving of each class that a search through all sequences of steps finds', () => {
  for (const records of [1, 2, 3]) {
    const found = new Set(everyWord(records).map(classOf))
    const run = [...schedulesOf(records)].map(classOf)
    expect(new Set(run)).toEqual(found)
    expect(run.length).toBe(found.size)
  }
})

test('the sums count what is made', () => {
  for (const records of [1, 2, 3, 4, 5])
    expect(countSchedules(records)).toBe([...schedulesOf(records)].length)
})

// Catches a schedule that applies what is not yet appended, or leaves something out.
test('every schedule appends a record before it polls it, and has applied all of them in the end', () => {
  for (const schedule of schedulesOf(4)) {
    let appended = 0
    let position = 0
    let committed = 0
    for (const step of schedule) {
      if (step.kind === 'append') appended++
      if (step.kind === 'apply') position += step.records
      if (step.kind === 'apply') expect(position).toBeLessThanOrEqual(appended)
      if (step.kind === 'crash') expect(position + step.records).toBeLessThanOrEqual(appended)
      if (step.kind === 'commit') committed = position
      if (step.kind === 'restart') position = committed
    }
    expect([appended, position]).toEqual([4, 4])
    expect(schedule.filter(step => step.kind === 'restart').length).toBeLessThanOrEqual(1)
  }
})

test('counts what is delivered again: what was applied and not committed, and what the dying worker held', () => {
  const schedule = [
    { kind: 'append' },
    { kind: 'append' },
    { kind: 'apply', records: 1 },
    { kind: 'crash', records: 1, keys: 0 },
    { kind: 'restart' },
    { kind: 'apply', records: 2 },
  ] as const
  expect(countSteps(schedule)).toEqual({ steps: 4, crashes: 1, restarts: 1, redelivered: 2 })
})
