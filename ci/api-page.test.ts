import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { apiPage } from './api-page.ts'
import { projectSources } from './project-sources.ts'

const page = apiPage(projectSources())

test('docs/api.md is what the docstrings say', () => {
  expect(readFileSync('docs/api.md', 'utf8'), 'run npx node ci/write-api-page.ts').toBe(page)
})

// Catches an export that a reader of the page cannot make sense of, and a parser that skips what it does not know.
test('it names what users import, each with a declaration', () => {
  for (const name of [
    'features',
    'source',
    'scenario',
    'Store',
    'Capabilities',
    'readResult',
    'arbitraryCase',
  ])
    expect(page).toContain(`\n### ${name}\n`)
  expect(page).not.toMatch(/```ts\n\n?```/)
  expect(page).not.toMatch(/=> \{$/m)
})
