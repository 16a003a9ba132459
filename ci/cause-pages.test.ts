import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { causePages } from './cause-pages.ts'

const dir = new URL('../docs/causes/', import.meta.url)

test('docs/causes is what the rules say: run node ci/write-cause-pages.ts where it is not', () => {
  const pages = causePages()
  expect(readdirSync(dir).sort()).toEqual([...pages.keys()].sort())
  for (const [name, text] of pages) expect(readFileSync(new URL(name, dir), 'utf8')).toBe(text)
})

test('every page says what to look for, an example and how to mend it', () => {
  for (const [name, text] of causePages()) {
    if (name === 'README.md') continue
    expect(text).toMatch(
      /^# [a-z-]+\n\nThe store .+\.\n\n## What it looks like\n.+\n\n## The smallest example\n`.+`\n/,
    )
    expect(text).not.toMatch(/undefined|\.\.\n/)
  }
})
