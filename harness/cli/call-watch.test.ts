import { expect, test } from 'vitest'
import { hangingCall, noteCall, openWatch } from './call-watch.ts'

test('a call hangs when it alone has been under way for the limit, whatever came before it', () => {
  const watch = openWatch()
  let now = 0
  const hanging = hangingCall(watch, 100, () => now)
  const after = (ms: number) => {
    now += ms
    return hanging()
  }
  expect(after(1_000)).toBe(null)
  noteCall(watch, 'read of 5 probes')
  expect(after(60)).toBe(null)
  // Many calls in turn are no hanging call, though one is under way at every look.
  for (let i = 0; i < 5; i++) {
    noteCall(watch, null)
    noteCall(watch, 'settle')
    expect(after(90)).toBe(null)
  }
  expect(after(60)).toBe(null)
  expect(after(40)).toBe('settle')
  noteCall(watch, null)
  expect(after(500)).toBe(null)
})
