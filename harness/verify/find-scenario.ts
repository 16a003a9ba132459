import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { suggestName } from '../../features/nearest-name.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import { datasets, faultSuite, foreignSuite, suite } from '../../scenarios/suite.ts'
import { loadScenario } from '../drive/load-scenario.ts'
import { exhaustiveScenario } from '../exhaustive/exhaustive-scenario.ts'
import { loadCaseScenario } from '../shrink/case-scenario.ts'
import { regressionName, regressionPaths } from './regressions.ts'

/**
 * The scenario of the suite or the regression with this name, or the one in the file at this path.
 * @throws PlumblineError usage where there is neither, and what `loadScenario` throws
 */
export async function findScenario(name: string): Promise<Scenario> {
  const known = [...suite, ...faultSuite, ...foreignSuite].find(scenario => scenario.name === name)
  if (known !== undefined) return known
  const exhaustive = exhaustiveScenario(name)
  if (exhaustive !== null) return exhaustive
  if (existsSync(join(name, 'case.json'))) return loadCaseScenario(name)
  const regressions = await regressionPaths()
  const regression = regressions.find(path => regressionName(path) === name)
  if (regression !== undefined) return loadAt(regression)
  if (existsSync(name) || /[/\\.]/.test(name)) return loadScenario(name)
  const all = [...suite, ...faultSuite, ...foreignSuite, ...datasets].map(scenario => scenario.name)
  const names = [...all, ...regressions.map(regressionName)]
  throw new PlumblineError('usage', `there is no scenario ${name}: ${suggestName(name, names)}`)
}

function loadAt(path: string): Promise<Scenario> {
  return existsSync(join(path, 'case.json')) ? loadCaseScenario(path) : loadScenario(path)
}

/**
 * The scenarios of these names and paths; two of one name could not be told apart in a report.
 * @throws PlumblineError usage where two have one name, and what `findScenario` throws
 */
export async function findScenarios(names: readonly string[]): Promise<Scenario[]> {
  const found = await Promise.all(names.map(findScenario))
  const twice = found.find((scenario, i) => found.findIndex(each => each.name === scenario.name) < i)
  if (twice === undefined) return found
  throw new PlumblineError('usage', `two scenarios are named ${twice.name}: rename one, or leave one out`)
}
