import type { DriftPart, DriftPartName } from '../../reports/drift-result.ts'
import { type ColumnContext, partQuestion } from './column-context.ts'
import { ratePart } from './share-part.ts'
import type { ClusterRow } from './tables/cluster-rows.ts'
import type { ColumnFacts } from './tables/column-facts.ts'

interface Rate {
  readonly hits: (facts: ColumnFacts) => number
  /** The rows among which it is counted. */
  readonly of: (facts: ColumnFacts) => number
  /** Whether a row counts and is hit; null: it does not count. */
  readonly isHit: (row: ClusterRow) => boolean | null
}

const explained: readonly (string | null)[] = ['not-found', 'expired']

/** The rates that are features of their own. */
const rates: Partial<Readonly<Record<DriftPartName, Rate>>> = {
  null: {
    hits: facts => facts.nulls,
    of: facts => facts.answered,
    isHit: row => row.value === null && !explained.includes(row.state),
  },
  'not-found': {
    hits: facts => facts.notFound,
    of: facts => facts.answered,
    isHit: row => row.state === 'not-found',
  },
  expired: {
    hits: facts => facts.expired,
    of: facts => facts.answered,
    isHit: row => row.state === 'expired',
  },
  nan: {
    hits: facts => facts.nan,
    of: facts => facts.values,
    isHit: ({ value }) => (value === null ? null : Number.isNaN(Number(value))),
  },
  infinite: {
    hits: facts => facts.infinite,
    of: facts => facts.values,
    isHit: ({ value }) => (value === null ? null : Math.abs(Number(value)) === Number.POSITIVE_INFINITY),
  },
}

/** Judges those of the planned parts that are rates. */
export function compareRates(context: ColumnContext, planned: readonly DriftPartName[]): DriftPart[] {
  const { facts, settings } = context
  return planned.flatMap(name => {
    const rate = rates[name]
    if (rate === undefined) return []
    const question = partQuestion(
      context,
      name,
      settings.rateEpsilon,
      { kind: 'unordered', cells: 2 },
      row => {
        const hit = rate.isHit(row)
        return hit === null ? null : hit ? 1 : 0
      },
    )
    const hits = { reference: rate.hits(facts.reference), current: rate.hits(facts.current) }
    return [ratePart(hits, rate.of(facts.reference), rate.of(facts.current), question)]
  })
}
