import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Definitions } from '../../features/definitions.ts'
import { targetName } from '../../features/target.ts'
import { loadTargets } from '../history/load-targets.ts'
import { pickDocument } from '../latency/reference/measured-set.ts'
import { type Slo, sloDefault } from '../latency/slo.ts'
import { parseSloFile } from '../latency/slo-file.ts'

/** A feature set that is measured, and what it promises. */
export interface LatencySet {
  /** Path of its features file. */
  readonly features: string
  readonly definitions: Definitions
  readonly slo: Slo
  /** Where the budgets stand; null where nobody declared any, and the defaults hold. */
  readonly sloPath: string | null
}

/** What is measured where no features file is named. */
const ownFeatures = fileURLToPath(new URL('../latency/reference/features.ts', import.meta.url))

const sloName = 'slo.json'

/**
 * Reads a features file, and the budgets in `slo.json` beside it.
 * @throws PlumblineError what loading the one or reading the other throws; see `pickDocument` for `set`
 */
export async function latencySet(features: string = ownFeatures, set?: string): Promise<LatencySet> {
  const targets = await loadTargets(features)
  const definitions = pickDocument(targets, features, set)
  const path = join(dirname(features), sloName)
  const text = await readFile(path, 'utf8').catch(() => null)
  const shown = features === ownFeatures ? `plumbline’s own ${sloName}` : path
  const file = text === null ? null : parseSloFile(text, shown, targets.map(targetName))
  const slo = file?.sets.get(definitions.name)
  return { features, definitions, slo: slo ?? sloDefault, sloPath: slo === undefined ? null : shown }
}
