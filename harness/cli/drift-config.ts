import { readFile } from 'node:fs/promises'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Target } from '../../features/target.ts'
import { type DriftAsked, driftByDefault } from '../drift/drift-asked.ts'
import { parseDriftSettings } from '../drift/drift-settings.ts'
import { checkStageSettings } from '../drift/drift-stage.ts'

/** What the flag `--drift` of `verify` and `audit` says in their help. */
export const driftFlag = [
  '--drift <file>',
  'a drift configuration, JSON: which distance between training and served matters, and fails the run (default: a drift is said, and fails nothing by itself)',
] as const

/**
 * Reads a drift configuration file, whose members `parseDriftSettings` checks.
 * @throws PlumblineError `missing-file`, `usage`
 */
export async function readDriftConfig(path: string): Promise<object> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new PlumblineError('missing-file', `The drift configuration ${path} does not exist: check the path`)
  })
  try {
    const json: unknown = JSON.parse(text)
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json
  } catch (cause) {
    throw new PlumblineError(
      'usage',
      `${path} is not JSON (${cause instanceof Error ? cause.message : String(cause)}): write it again`,
      { cause },
    )
  }
  throw new PlumblineError(
    'usage',
    `${path} is no drift configuration: write a JSON object, docs/drift.md lists what it may hold`,
  )
}

/**
 * What the drift stage of a run is told: the defaults, or the file that `--drift` names, held against what is served.
 * @throws PlumblineError `missing-file`, `usage`, `missing-column`
 */
export async function driftAsked(
  path: string | undefined,
  targets: readonly Target[],
  stages = 1,
): Promise<DriftAsked> {
  if (path === undefined) return { ...driftByDefault, stages }
  const settings = parseDriftSettings(await readDriftConfig(path), path)
  checkStageSettings(settings, targets)
  return { settings, declared: true, stages }
}
