import { suggestName } from '../features/nearest-name.ts'
import { PlumblineError } from '../features/plumbline-error.ts'
import { type MarkName, markNames } from './rules/index.ts'

/** Marks that a scenario demands: rules that, the other way round, would have changed a compared value of its runs. */
export interface MustMark {
  /** Hit whatever the seed; at least half of the runs must. */
  readonly always?: readonly MarkName[]
  /** Hit by most seeds: of ten runs or more one must, and fewer runs need not. */
  readonly often?: readonly MarkName[]
}

/** So many runs, of which one at least hits what most seeds hit. */
const oftenRuns = 10

/** How many of so many runs must hit each demanded mark. */
export function demandedHits({ always = [], often = [] }: MustMark, runs: number): Map<MarkName, number> {
  const all = [
    ...often.map(name => [name, runs >= oftenRuns ? 1 : 0] as const),
    ...always.map(name => [name, Math.ceil(runs / 2)] as const),
  ]
  return new Map(all.filter(([, wanted]) => wanted > 0))
}

/** @throws PlumblineError bad-scenario where a mark has no such name */
export function checkMarks({ name, mustMark }: { name: string; mustMark?: MustMark }): void {
  const known: ReadonlySet<string> = new Set(markNames)
  for (const mark of [...(mustMark?.always ?? []), ...(mustMark?.often ?? [])]) {
    if (known.has(mark)) continue
    const mend = suggestName(mark, markNames)
    throw new PlumblineError(
      'bad-scenario',
      `the scenario ${name} demands the mark ${mark}, which no rule has: ${mend}`,
    )
  }
}
