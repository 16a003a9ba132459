import type { DriftComparison, DriftFeature, Judged } from '../../../reports/drift-result.ts'
import type { DriftFacts } from '../../drift/drift-facts.ts'
import { parseDriftSettings } from '../../drift/drift-settings.ts'
import type { ColumnPairs } from '../../drift/pairs/column-pairs.ts'

/** A comparison of training against served, features by their verdict, for a test. */
export function driftComparison(features: Readonly<Record<string, Judged>>): DriftComparison {
  const side = (name: string) => ({ name, rows: 5_000, entities: null })
  return {
    name: 'd: training against served',
    reference: side('training set of d'),
    current: side('served d'),
    alpha: 0.03,
    features: Object.entries(features).map(([column, verdict]) => driftFeature(column, verdict)),
    notCompared: [],
  }
}

function driftFeature(column: string, verdict: Judged): DriftFeature {
  return {
    column,
    type: 'float',
    verdict,
    sentence: `${column} is ${verdict}`,
    rows: { reference: 5_000, current: 5_000 },
    parts: [],
    smallestShift: null,
    known: null,
    parting: null,
    unseen: [],
    where: [],
    notes: [],
  }
}

/** Pairs of one column, each of an entity of its own, for a test. */
export function columnPairs(column: string, wrong: number, stale: number, equal: number): ColumnPairs {
  const none = { totals: [], servedOnly: 0, knownOnly: 0 }
  return {
    target: 'd',
    column,
    isNumber: true,
    counts: {
      hits: [
        { hits: 1, trials: 1, count: wrong + stale },
        { hits: 0, trials: 1, count: equal },
      ],
      stale,
      direction: [{ total: 1, count: wrong + stale }],
      larger: wrong + stale,
      smaller: 0,
      ranks: [],
      nulls: none,
      found: null,
    },
  }
}

/** What a drift stage found, for a test. */
export function driftFacts(more: Partial<DriftFacts> = {}): DriftFacts {
  return {
    comparisons: [],
    pairs: [columnPairs('spend', 0, 0, 1_000)],
    settings: parseDriftSettings({}, 'the test'),
    declared: false,
    notes: [],
    ...more,
  }
}
