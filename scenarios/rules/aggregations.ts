import { aggregateKinds } from '../../features/definitions.ts'
import { edge, type SemanticRule } from './rule.ts'

/** Semantics § 5. */
export const aggregationRules = {
  aggregate: {
    section: 5,
    says: 'each aggregation is what its name says, of the type that it says',
    quotes: [
      'count, sum, mean, min, max, variance, stddev',
      'Types: count and countDistinct give int',
      'Variance is the sample variance',
    ],
    sides: aggregateKinds,
  },
  ttl: {
    section: 5,
    says: 'latest is expired when T − τ > ttl',
    quotes: ['expired when T − τ > ttl'],
    sides: edge,
  },
  'ttl-zero': {
    section: 5,
    says: 'a ttl of 0s means zero, not never',
    quotes: ['`0s` means zero, not never'],
    sides: ['at', 'after'],
  },
  'ttl-none': {
    section: 5,
    says: 'without a ttl nothing expires',
    quotes: ['with an optional `ttl`'],
    sides: [],
  },
  order: {
    section: 5,
    says: 'facts are ordered by (τ, α of the first upsert, id)',
    quotes: ["order by (τ, α of the fact's first upsert, id)"],
    sides: ['event-time', 'arrival', 'first-upsert', 'id'],
  },
  'id-order': {
    section: 5,
    says: 'integer ids compare as numbers, text ids by code point, digits included',
    quotes: ['ids from an integer column compare as numbers'],
    sides: ['numbers', 'code-points'],
  },
  'distinct-zero': {
    section: 5,
    says: 'countDistinct takes −0 and 0 as one value',
    quotes: ['countDistinct takes −0 and 0 as one value'],
    sides: [],
  },
  lastN: {
    section: 5,
    says: 'lastN lists the newest first, and is the empty list where no input is',
    quotes: ['`lastN` lists the newest first'],
    sides: ['order', 'empty'],
  },
  'int-sum': {
    section: 5,
    says: 'a sum of ints is judged on the exact final sum, null outside 64 bits',
    quotes: ['Sums of int are judged on the exact final sum'],
    sides: ['partial', 'outside'],
  },
  'int-mean': {
    section: 5,
    says: 'a mean of ints is the exact sum divided by n',
    quotes: ['The mean of ints is the exact sum'],
    sides: [],
  },
  'float-limit': {
    section: 5,
    says: 'sums of floats are null where Σ|x| is not finite, variances where n · max(x²) is not',
    quotes: ['Sum and mean of floats are null where'],
    sides: ['sum', 'variance'],
  },
  'variance-two': {
    section: 5,
    says: 'a variance is null below two values',
    quotes: ['null below two values'],
    sides: [],
  },
  'tile-edge': {
    section: 5,
    says: 'a fact on the edge of a tile (here a minute) is in one tile only',
    quotes: ['so any tiling, sharding or replay order', 'Retractions and corrections need not be invertible'],
    sides: edge,
  },
} as const satisfies Readonly<Record<string, SemanticRule>>
