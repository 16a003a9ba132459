import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { isScenario, type Scenario } from '../../scenarios/scenario.ts'
import { loadFailure } from '../history/load-failure.ts'
import { useSourceExports } from '../history/source-exports.ts'

/**
 * Loads a scenario file, one whose default export `scenario(…)` made.
 * @throws PlumblineError missing-file, or bad-scenario where the file does not load or exports something else.
 */
export async function loadScenario(path: string): Promise<Scenario> {
  const file = resolve(path)
  if (!existsSync(file))
    throw new PlumblineError('missing-file', `there is no scenario file ${path}: check the path`)
  const exported = await importDefault(file, path)
  if (isScenario(exported)) return exported
  throw new PlumblineError(
    'bad-scenario',
    `${path} exports no scenario: write export default scenario('…', { … })`,
  )
}

async function importDefault(file: string, path: string): Promise<unknown> {
  useSourceExports()
  try {
    const module: { default?: unknown } = await import(pathToFileURL(file).href)
    return module.default
  } catch (cause) {
    if (cause instanceof PlumblineError) throw cause
    throw new PlumblineError('bad-scenario', `${path} does not load: ${loadFailure(cause)}`, { cause })
  }
}
