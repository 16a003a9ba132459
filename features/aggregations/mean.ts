import type { Aggregation } from './aggregation.ts'
import { ofNumbers } from './input-types.ts'
import { addTotals, finiteTotal, noTotals, sumsInts, type Totals, totalsOf, totalsParts } from './totals.ts'

/** The mean; of ints their exact sum as a float, divided by n, of floats null where Σ|x| is not finite; semantics § 5. */
export const mean: Aggregation<Totals> = {
  kind: 'mean',
  nulls: 'by-rule',
  ...ofNumbers,
  resultType: () => 'float',
  sql: {
    parts: totalsParts,
    value: ({ part, inputs }, feature, dialect) => {
      if (sumsInts(feature)) return `(${dialect.wideToFloat(part('total'))}) / ${inputs}`
      return finiteTotal(part, `${part('total')} / ${inputs}`, dialect)
    },
    weight: ({ part }, feature, dialect) =>
      sumsInts(feature) ? null : finiteTotal(part, part('absolute'), dialect),
  },
  monoid: feature => {
    const ofInts = sumsInts(feature)
    return {
      empty: noTotals,
      lift: fact => totalsOf(fact.input),
      merge: addTotals,
      finish: acc => {
        if (acc.n === 0 || !Number.isFinite(acc.absolute)) return null
        return (ofInts ? Number(acc.exact) : acc.total) / acc.n
      },
    }
  },
}
