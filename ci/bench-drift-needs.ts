import type { Random } from '../generators/random.ts'
import { effectGate } from '../harness/drift/statistics/effect-gate.ts'
import { ksSummary } from '../harness/drift/statistics/ks-summary.ts'
import { spentAlpha } from '../harness/drift/statistics/spent-alpha.ts'
import { tieBlocks } from '../harness/drift/statistics/tie-blocks.ts'

/** Rows a side at which a feature that did not drift passes four times of five. */
export interface Needed {
  readonly features: number
  readonly rows: number
}

/** Parts of a feature of numbers without states: its values and its nulls. */
const partsOfFeature = 2
const step = 100

/** Tries more and more rows, by hundreds, under the defaults of drift: ε = 0.1, α = 5 %, the first look. */
export function rowsNeeded(random: Random, features: number, samples: number): Needed {
  const alpha = spentAlpha(0.05, 1) / (partsOfFeature * features)
  for (let rows = step; ; rows += step) {
    let passed = 0
    for (let sample = 0; sample < samples; sample++) {
      const values = () => Array.from({ length: rows }, () => random.fraction())
      const { up, down } = ksSummary(tieBlocks(values(), values()))
      const d = Math.max(up.h, down.h) / rows ** 2
      const { verdict } = effectGate({ d, n: rows, m: rows, epsilon: 0.1, alpha, minimum: 100 })
      if (verdict === 'pass') passed++
    }
    if (passed >= 0.8 * samples) return { features, rows }
  }
}
