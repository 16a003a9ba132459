import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { markNames, semanticRules } from '../../scenarios/rules/index.ts'
import { suite } from '../../scenarios/suite.ts'
import { coveragePage } from './coverage-page.ts'
import { elsewhere } from './elsewhere.ts'
import { sentencesOf } from './semantics-page.ts'

const pageOf = (path: string) => new URL(`../../${path}`, import.meta.url)
const semantics = readFileSync(pageOf('docs/semantics.md'), 'utf8')
const sentences = sentencesOf(semantics)
const ruled = Object.values(semanticRules).flatMap(({ quotes }) => quotes)
const others = elsewhere.flatMap(({ quotes }) => quotes)

test('every sentence of docs/semantics.md has a mark, or says why no run can meet it: a new rule needs one', () => {
  const quotes = [...ruled, ...others]
  const bare = sentences.filter(({ text }) => !quotes.some(quote => text.includes(quote)))
  expect(bare).toEqual([])
})

test('no rule quotes what docs/semantics.md does not say: a rule that is gone leaves no mark behind', () => {
  const unsaid = [...ruled, ...others].filter(quote => !sentences.some(({ text }) => text.includes(quote)))
  expect(unsaid).toEqual([])
})

test('a sentence that is added to the page is found to have no mark', () => {
  const more = sentencesOf(`${semantics}\n- **Leap seconds** count twice.\n`)
  const bare = more.filter(({ text }) => ![...ruled, ...others].some(quote => text.includes(quote)))
  expect(bare).toEqual([{ section: '10', text: '**Leap seconds** count twice.' }])
})

test('what no run can meet is held by a test that is there', () => {
  for (const { heldBy } of elsewhere)
    if (heldBy !== null) expect(existsSync(pageOf(heldBy)), heldBy).toBe(true)
})

test('some scenario of the suite demands each mark, so that verify is inconclusive without it', () => {
  const demanded = new Set<string>(
    suite.flatMap(({ mustMark }) => [...(mustMark?.always ?? []), ...(mustMark?.often ?? [])]),
  )
  expect(markNames.filter(name => !demanded.has(name))).toEqual([])
})

test('docs/coverage.md is what the rules and scenarios say: run node ci/write-coverage-page.ts where it is not', () => {
  expect(readFileSync(pageOf('docs/coverage.md'), 'utf8')).toBe(coveragePage(suite))
})
