import { DuckDBListValue, type DuckDBValue } from '@duckdb/node-api'
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
    isHit: ({ value }) => (value === null ? null : numbersOf(value).some(Number.isNaN)),
  },
  infinite: {
    hits: facts => facts.infinite,
    of: facts => facts.values,
    isHit: ({ value }) => {
      if (value === null) return null
      const numbers = numbersOf(value)
      return !numbers.some(Number.isNaN) && numbers.some(each => Math.abs(each) === Number.POSITIVE_INFINITY)
    },
  },
}

/** A number, or the numbers of a list; a null element is none. */
function numbersOf(value: DuckDBValue): number[] {
  const items = value instanceof DuckDBListValue ? value.items : [value]
  return items.filter(item => item !== null).map(Number)
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
