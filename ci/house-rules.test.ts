import { expect, test } from 'vitest'
import { checkHouse } from './house-rules.ts'
import { projectSources } from './project-sources.ts'

const messages = (file: string, text: string) => checkHouse(new Map([[file, text]])).map(each => each.message)

test('the project keeps its own rules', () => {
  expect(checkHouse(projectSources())).toEqual([])
})

test('an import against the flow is found, with its mend', () => {
  expect(messages('features/a.ts', "import { b } from '../harness/b.ts'")).toEqual([
    'imports harness/b.ts; features may import only features: move what you need down the line',
  ])
  expect(messages('harness/a.ts', "export { b } from '../reference-store/b.ts'")[0]).toMatch(
    /load a store by its path/,
  )
})

test('the reference store reaches the harness by types alone', () => {
  expect(messages('reference-store/a.ts', "import type { Store } from '../harness/store.ts'")).toEqual([])
  expect(messages('reference-store/a.ts', "import { Store } from '../harness/store.ts'")).toHaveLength(1)
  expect(messages('reference-store/a.ts', "import type { X } from '../harness/diff/x.ts'")).toHaveLength(1)
})

test('the specification evaluator shares no code with what it judges', () => {
  const file = 'harness/oracle/specification/a.ts'
  expect(messages(file, "import { sum } from '../../../features/aggregations/sum.ts'")[0]).toMatch(
    /write the rule again/,
  )
  expect(messages(file, "import type { Value } from '../../../features/value.ts'")).toEqual([])
})

test('ambient time and I/O in a pure room are found', () => {
  expect(messages('generators/a.ts', 'export const now = () => Date.now()')[0]).toMatch(/take the clock/)
  expect(messages('features/a.ts', "import { readFileSync } from 'node:fs'")[0]).toMatch(/pass the result/)
})

test('a file with a second concept in it is found', () => {
  expect(messages('features/a.ts', 'export {}\n'.repeat(301))[0]).toMatch(/302 lines of at most 300/)
})
