import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { suggestName } from '../../features/nearest-name.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import { datasets, faultSuite, suite } from '../../scenarios/suite.ts'
import { loadScenario } from '../drive/load-scenario.ts'
import { loadCaseScenario } from '../shrink/case-scenario.ts'

/**
 * The scenario of the suite with this name, or the one in the file at this path.
 * @throws PlumblineError usage where there is neither, and what `loadScenario` throws
 */
export async function findScenario(name: string): Promise<Scenario> {
  const known = [...suite, ...faultSuite].find(scenario => scenario.name === name)
  if (known !== undefined) return known
  if (existsSync(join(name, 'case.json'))) return loadCaseScenario(name)
  if (existsSync(name) || /[/\\.]/.test(name)) return loadScenario(name)
  const names = [...suite, ...faultSuite, ...datasets].map(scenario => scenario.name)
  throw new PlumblineError('usage', `there is no scenario ${name}: ${suggestName(name, names)}`)
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
