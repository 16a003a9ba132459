import type { CoverageResult } from '../../reports/result.ts'
import { demandedHits, type MustMark } from '../../scenarios/must-mark.ts'
import { type MarkName, markNames } from '../../scenarios/rules/index.ts'
import type { RunMarks } from './measure-marks.ts'

/** A mark that fewer runs hit than must. */
export interface MissedMark {
  /** `mark <name>`. */
  readonly happening: string
  readonly wanted: number
  readonly happened: number
}

/** What the marks of many runs add up to. */
export interface MarkTotals {
  add(run: RunMarks): void
  /** What so many runs demand and do not hit; what none of them could hit is not demanded. */
  missed(demanded: MustMark): MissedMark[]
  /** Null where nothing was measured. */
  result(): CoverageResult | null
}

export function createMarkTotals(): MarkTotals {
  const hits = new Map<MarkName, number>()
  const able = new Set<MarkName>()
  const sums = { runs: 0, cells: 0, of: 0 }
  const hitsOf = (name: MarkName) => hits.get(name) ?? 0
  return {
    add({ hit, idle, cells, of }) {
      sums.runs++
      sums.cells += cells
      sums.of += of
      for (const name of hit) hits.set(name, hitsOf(name) + 1)
      const cannot = new Set(idle)
      for (const name of markNames) if (!cannot.has(name)) able.add(name)
    },
    missed(demanded) {
      return [...demandedHits(demanded, sums.runs)]
        .filter(([name, wanted]) => able.has(name) && hitsOf(name) < wanted)
        .map(([name, wanted]) => ({ happening: `mark ${name}`, wanted, happened: hitsOf(name) }))
    },
    result() {
      if (sums.runs === 0) return null
      return {
        ...sums,
        marks: markNames.length,
        hits: Object.fromEntries(markNames.flatMap(name => (hits.has(name) ? [[name, hitsOf(name)]] : []))),
        missing: markNames.filter(name => able.has(name) && !hits.has(name)),
        idle: markNames.filter(name => !able.has(name)),
      }
    },
  }
}
