import { formatMany } from '../../reports/format.ts'
import type { MustHappen } from '../../scenarios/happening.ts'
import type { MustMark } from '../../scenarios/must-mark.ts'
import { datasets, faultSuite, suite } from '../../scenarios/suite.ts'

/** Prints every scenario and what must happen in it; gives the exit code. */
export function listScenarios(json: boolean): number {
  const replays = datasets.map(({ name, about, mustHappen }) => ({ name, about, mustHappen }))
  if (json) {
    const scenarios = [...suite, ...faultSuite].map(({ name, mustHappen, mustMark = {} }) => ({
      name,
      about: null,
      mustHappen,
      mustMark,
    }))
    process.stdout.write(`${JSON.stringify([...scenarios, ...replays], null, 2)}\n`)
    return 0
  }
  const lines = [
    ...suite.map(({ name, mustHappen, mustMark }) => {
      return [name, [...demandsOf(mustHappen), ...marksOf(mustMark)].join(', ')] as const
    }),
    ...faultSuite.map(
      ({ name, faults }) => [name, `${faults.join(', ')} (with --real, or by name)`] as const,
    ),
    ...replays.map(({ name, about }) => [name, `${about} (runs by name only)`] as const),
  ]
  for (const [name, text] of lines) process.stdout.write(`${name.padEnd(16)} ${text}\n`)
  return 0
}

function demandsOf(mustHappen: MustHappen): string[] {
  return Object.entries(mustHappen).map(([what, times]) => `${what} ≥ ${times}`)
}

/** How many marks of `docs/coverage.md` it demands. */
function marksOf({ always = [], often = [] }: MustMark = {}): string[] {
  const marks = always.length + often.length
  return marks === 0 ? [] : [formatMany(marks, 'mark')]
}
