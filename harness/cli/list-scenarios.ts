import { datasets, faultSuite, suite } from '../../scenarios/suite.ts'

/** Prints every scenario and what must happen in it; gives the exit code. */
export function listScenarios(json: boolean): number {
  const replays = datasets.map(({ name, about, mustHappen }) => ({ name, about, mustHappen }))
  if (json) {
    const scenarios = [...suite, ...faultSuite].map(({ name, mustHappen }) => ({
      name,
      about: null,
      mustHappen,
    }))
    process.stdout.write(`${JSON.stringify([...scenarios, ...replays], null, 2)}\n`)
    return 0
  }
  const lines = [
    ...suite.map(({ name, mustHappen }) => [name, demandsText(mustHappen)] as const),
    ...faultSuite.map(
      ({ name, faults }) => [name, `${faults.join(', ')} (with --real, or by name)`] as const,
    ),
    ...replays.map(({ name, about }) => [name, `${about} (runs by name only)`] as const),
  ]
  for (const [name, text] of lines) process.stdout.write(`${name.padEnd(16)} ${text}\n`)
  return 0
}

function demandsText(mustHappen: Readonly<Record<string, number>>): string {
  return Object.entries(mustHappen)
    .map(([what, times]) => `${what} ≥ ${times}`)
    .join(', ')
}
