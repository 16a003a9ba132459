import { expect, test } from 'vitest'
import type { Scenario } from '../../scenarios/scenario.ts'
import { suite } from '../../scenarios/suite.ts'
import { runFolder } from './run-folder-name.ts'

const named = (...names: string[]): Scenario[] => names.map(name => ({ ...(suite[0] as Scenario), name }))
const folders = (...names: string[]) => {
  const scenarios = named(...names)
  return scenarios.map((_, scenario) => runFolder(scenarios, { scenario, run: 2 }, 40))
}

test('a folder is named after scenario and seed, without what a path could take amiss', () => {
  expect(folders('late-events', 'late payments / a hot account', '../../etc', '日本')).toEqual([
    'late-events-42',
    'late-payments-a-hot-account-42',
    'etc-42',
    'scenario-42',
  ])
})

test('two scenarios never share a folder', () => {
  const all = folders('a b', 'a/b', 'a-b', 'a b c')
  expect(new Set(all).size).toBe(4)
  expect(all[0]).toBe('a-b-42')
})
