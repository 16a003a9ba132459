import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** Where regressions stand: scenario files, and folders of cases. */
export const regressionsDir = join('scenarios', 'regressions')

/** The paths of all regressions, by name; none where the folder does not exist. */
export async function regressionPaths(): Promise<string[]> {
  const names = await readdir(regressionsDir).catch(() => [])
  const paths: string[] = []
  for (const name of names.sort()) {
    const path = join(regressionsDir, name)
    const isFile = /\.(ts|js|mjs)$/.test(name) && !/\.test\.[a-z]+$/.test(name)
    const isCase = (await stat(join(path, 'case.json')).catch(() => null)) !== null
    if (isFile || isCase) paths.push(path)
  }
  return paths
}

/** Where a project keeps scenarios of its own, which verify runs too: `scenarios/NAME.scenario.ts`, as `init` writes one. */
export const ownScenarioEnding = '.scenario.ts'

/** The paths of a project's own scenarios, by name; none where the folder does not exist. */
export async function ownScenarioPaths(): Promise<string[]> {
  const names = await readdir('scenarios').catch(() => [])
  return names
    .filter(name => name.endsWith(ownScenarioEnding))
    .sort()
    .map(name => join('scenarios', name))
}

/** What a regression is called: the name of its folder, or of its file without what follows the dot. */
export function regressionName(path: string): string {
  return basename(path).replace(/\.(ts|js|mjs)$/, '')
}
