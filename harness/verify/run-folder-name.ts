import type { Scenario } from '../../scenarios/scenario.ts'
import type { Job } from './run-report.ts'

/** The folder of a run's History: `late-events-42`; a name of blanks, slashes and the like keeps its letters and digits. */
export function runFolder(scenarios: readonly Scenario[], { scenario, run }: Job, seed: number): string {
  const plain = scenarios.map(({ name }) => plainName(name))
  const own = plain[scenario] as string
  const sameBefore = plain.slice(0, scenario).filter(name => name === own).length
  return `${own}${sameBefore === 0 ? '' : `-${'x'.repeat(sameBefore)}`}-${seed + run}`
}

function plainName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_]+/g, '-').replace(/^-+|-+$/g, '')
  return plain === '' ? 'scenario' : plain.slice(0, 100)
}
