import { randomOf } from '../../../generators/random.ts'
import { effectGate } from '../../drift/statistics/effect-gate.ts'
import { ksSummary } from '../../drift/statistics/ks-summary.ts'
import { ksTest } from '../../drift/statistics/ks-test.ts'
import { tieBlocks } from '../../drift/statistics/tie-blocks.ts'
import type { Assay } from './assay.ts'

/** Kolmogorov–Smirnov on samples whose p is known by counting, and the gate that judges the distance. */
export const tellsSamplesApart: Assay = {
  name: 'distributions',
  about: 'that the test of two samples tells them apart, and that its gate can fail',
  async run() {
    const test = (a: readonly number[], b: readonly number[]) => {
      return ksTest(ksSummary(tieBlocks(a, b)), randomOf(1))
    }
    // All three below all three: one order of twenty each way.
    const apart = test([1, 2, 3], [4, 5, 6])
    if (apart.d !== 1 || Math.abs(apart.twoSided.p - 0.1) > 1e-12) {
      return `of two samples that lie apart it says d ${apart.d}, p ${apart.twoSided.p}, not 1 and 0.1`
    }
    const many = Array.from({ length: 200 }, (_, i) => i)
    const moved = test(
      many,
      many.map(value => value + 100),
    )
    if (moved.d !== 0.5 || moved.twoSided.p > 1e-20) return `of a shift by half it says p ${moved.twoSided.p}`
    const same = test(many, many)
    if (same.d !== 0 || same.twoSided.p !== 1) return `of one sample twice it says p ${same.twoSided.p}`
    const gate = (d: number) =>
      effectGate({ d, n: 1e5, m: 1e5, epsilon: 0.05, alpha: 0.01, minimum: 100 }).verdict
    return gate(0.5) === 'fail' && gate(0) === 'pass' ? null : 'its gate cannot fail, or cannot pass'
  },
}
