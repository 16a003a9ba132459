import type { Aggregation } from './aggregation.ts'
import { ofNumbers, sameType } from './input-types.ts'
import { addTotals, finiteTotal, noTotals, sumsInts, type Totals, totalsOf, totalsParts } from './totals.ts'

const fits64 = (total: bigint) => BigInt.asIntN(64, total) === total

/** The sum; of ints exact and null outside 64 bits, of floats null where Σ|x| is not finite; semantics § 5. */
export const sum: Aggregation<Totals> = {
  kind: 'sum',
  nulls: 'by-rule',
  ...ofNumbers,
  resultType: sameType,
  sql: {
    parts: totalsParts,
    value: ({ part }, feature, dialect) =>
      sumsInts(feature) ? dialect.narrow(part('total')) : finiteTotal(part, part('total'), dialect),
    weight: ({ part }, feature, dialect) =>
      sumsInts(feature) ? null : finiteTotal(part, part('absolute'), dialect),
  },
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
