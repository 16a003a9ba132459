import type { SemanticRule } from './rule.ts'

/** Semantics §§ 8 and 9. */
export const equalityRules = {
  exact: {
    section: 8,
    says: 'values are compared exactly, to the last digit, bit and µs',
    quotes: [
      'int, bool, string and timestamp exactly',
      'min, max, first, last and',
      'Truncation to float32,',
      'Integers beyond 2⁵³ travel as 64-bit',
    ],
    sides: ['float32', 'last-digit', 'whole', 'double', 'milliseconds', 'text'],
  },
  list: {
    section: 8,
    says: 'lists are compared in order',
    quotes: ['lists in order, vectors by element'],
    sides: [],
  },
  'minus-zero': { section: 8, says: '−0 equals 0', quotes: ['(−0 equals 0)'], sides: [] },
  room: {
    section: 8,
    says: 'sums of floats get the room that the order of summation needs, and no more',
    quotes: [
      'Only float results that depend on the order',
      'sum: |a − b| ≤',
      'variance (and stddev, compared as its square)',
    ],
    sides: ['sum', 'mean', 'variance', 'stddev'],
  },
  'own-inputs': {
    section: 8,
    says: 'an on-demand result is judged on the own inputs of its row, exactly',
    quotes: ["on-demand: evaluated on the row's *own* inputs", 'So a wrong input is one mismatch'],
    sides: ['exact', 'inexact'],
  },
  version: {
    section: 9,
    says: 'the version that was asked for answers, else that of the document',
    quotes: ['A probe names the version it asks for', 'Without a version asked for'],
    sides: ['asked', 'unasked'],
  },
} as const satisfies Readonly<Record<string, SemanticRule>>
