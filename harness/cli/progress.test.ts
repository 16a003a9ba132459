import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { createProgress } from './progress.ts'

/** A terminal, or a file, whose clock stands until it is moved on. */
function terminal(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 20 })
  let now = 0
  let running: (() => void) | null = null
  const progress = createProgress({
    stream,
    now: () => now,
    every: (_, call) => {
      running = call
      return () => (running = null)
    },
  })
  return {
    progress,
    wait(ms: number) {
      now += ms
      running?.()
    },
    isRunning: () => running !== null,
    said: () => String(stream.read() ?? ''),
  }
}

describe('where lines stay', () => {
  test('work of less than two seconds says nothing', () => {
    const { progress, wait, said } = terminal(false)
    progress.update('at work')
    wait(1_900)
    progress.end()
    wait(5_000)
    expect(said()).toBe('')
  })

  test('longer work says where it is after two seconds, though it was told of nothing new since', () => {
    const { progress, wait, said } = terminal(false)
    progress.update('beginning')
    progress.update('at work')
    wait(2_000)
    expect(said()).toBe('at work\n')
  })

  test('and then now and then, the newest only, without a control character', () => {
    const { progress, wait, said } = terminal(false)
    for (let second = 0; second < 12; second++) {
      progress.update(`second ${second}`)
      wait(1_000)
    }
    expect(said()).toBe('second 1\nsecond 6\nsecond 11\n')
  })
})

describe('on a terminal', () => {
  test('one line changes, cut to the width, and goes away in the end', () => {
    const { progress, wait, said, isRunning } = terminal(true)
    progress.update('one')
    progress.update('two, which comes too soon')
    expect(said()).toBe('\r\u001b[2Kone')
    wait(100)
    expect(said()).toBe('\r\u001b[2Ktwo, which comes to')
    progress.end()
    expect(said()).toBe('\r\u001b[2K')
    expect(isRunning()).toBe(false)
    progress.end()
    expect(said()).toBe('')
  })
})
