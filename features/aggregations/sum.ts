import type { Aggregation } from './aggregation.ts'
import { ofNumbers, sameType } from './input-types.ts'
import { addTotals, noTotals, sumsInts, type Totals, totalsOf } from './totals.ts'

const fits64 = (total: bigint) => BigInt.asIntN(64, total) === total

/** The sum; of ints exact and null outside 64 bits, of floats null where Σ|x| is not finite; semantics § 5. */
export const sum: Aggregation<Totals> = {
  kind: 'sum',
  nulls: 'by-rule',
  ...ofNumbers,
  resultType: sameType,
  monoid: feature => {
    const shared = {
      empty: noTotals,
      lift: (fact: { input: unknown }) => totalsOf(fact.input as number | bigint),
      merge: addTotals,
    }
    return sumsInts(feature)
      ? {
          ...shared,
          finish: acc => (acc.n > 0 && fits64(acc.exact) ? acc.exact : null),
          overflowed: acc => !fits64(acc.exact),
        }
      : { ...shared, finish: acc => (acc.n > 0 && Number.isFinite(acc.absolute) ? acc.total : null) }
  },
}
