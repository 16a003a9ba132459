import { expect, test } from 'vitest'
import { colorsEnabled } from './colors-enabled.ts'

test.each([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true, false],
  [{ TERM: 'dumb' }, true, false],
])('%o on a terminal: %s → colour %s', (env, isTTY, enabled) => {
  expect(colorsEnabled({ env, isTTY })).toBe(enabled)
})
