import type { Command } from 'commander'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { DatasetScenario } from '../../scenarios/dataset-scenario.ts'
import { datasets } from '../../scenarios/suite.ts'

/** A replay of real data runs by itself: its History is too large to stand beside others in one report. @throws PlumblineError usage */
export function findDataset(names: readonly string[], command: Command): DatasetScenario | null {
  const found = datasets.find(({ name }) => names.includes(name))
  if (found === undefined) return null
  if (names.length > 1) {
    throw new PlumblineError(
      'usage',
      `the scenario ${found.name} replays real data and runs by itself: leave the others out`,
    )
  }
  for (const option of ['seed', 'runs', 'minutes', 'exhaustive'] as const) {
    if (command.getOptionValueSource(option) !== 'cli') continue
    throw new PlumblineError(
      'usage',
      `--${option} means nothing to ${found.name}, which replays real data, always the same: leave it out`,
    )
  }
  return found
}
