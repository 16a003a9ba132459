/** Sentences of `docs/semantics.md` that no compared value of a correct store can show, and what holds them instead. */
export interface Elsewhere {
  readonly quotes: readonly string[]
  /** Why no run can meet it. */
  readonly why: string
  /** The test that holds it; null: it says nothing that could be broken. */
  readonly heldBy: string | null
}

export const elsewhere: readonly Elsewhere[] = [
  {
    quotes: [
      '| arrival time | α |',
      '| processing time | π |',
      '| as-of time | T |',
      'An append-only sequence of records',
      '**Window** of length w > 0:',
      'A bug.',
      'Budget 0.',
      'What plumbline does in the corners',
      'None of it contradicts them',
      'A definition has a name, a version and a content hash',
      'No store can remove it',
    ],
    why: 'it names things, or says why',
    heldBy: null,
  },
  {
    quotes: [
      'In records with partition and offset, an α that',
      '**Raising α** follows the offsets',
      '(A record rejected for its key by log order',
    ],
    why: 'the virtual clock of a run never goes back, so no α falls along the offsets',
    heldBy: 'harness/oracle/specification/specification-log.test.ts',
  },
  {
    quotes: [
      '**Rejects are judged on the whole log.**',
      '**Redelivery is judged within S**',
      '**What no column holds is of the wrong type**',
      '**Float keys** take −0 and 0 as one key',
      'NaN and the infinities are illegal in a key',
    ],
    why: 'a run cannot make every log that it speaks of',
    heldBy: 'harness/history/accept-log.test.ts',
  },
  {
    quotes: [
      '**Out of range.** An event time beyond',
      'A record without an arrival time, where none',
      '**A missing arrival time** in a column',
    ],
    why: 'a run appends every record at an instant',
    heldBy: 'harness/history/optional-columns.test.ts',
  },
  {
    quotes: ['Types first: a column has the feature'],
    why: 'a run has no files that others wrote',
    heldBy: 'harness/history/stage-history.test.ts',
  },
  {
    quotes: ['A fifth, `error`, means not answered', '**Precedence of outcomes in a served cell**'],
    why: 'a store that answers shows nothing of it',
    heldBy: 'harness/diff/judge-served.test.ts',
  },
  {
    quotes: [
      'With neither, the features of one source in one row',
      '**defect**: served ≠ as-applied at every K',
      'Its lag is T − K for the latest such K',
      'else they are defects',
    ],
    why: 'it says what a wrong or a silent store is called',
    heldBy: 'harness/diff/judge-served.test.ts',
  },
  {
    quotes: ["**leak**: a row's training values that differ"],
    why: 'a store without a leak shows nothing of it',
    heldBy: 'harness/diff/judge-training.test.ts',
  },
  {
    quotes: [
      'Above the freshness SLO it fails',
      'It fails only against a budget that somebody declared',
      'above it the training set',
    ],
    why: 'nobody declares a budget by default',
    heldBy: 'harness/verdict/build-result.test.ts',
  },
  {
    quotes: ['Without its own inputs a result matches if'],
    why: 'a store that is driven serves every input',
    heldBy: 'harness/diff/judge-on-demand.test.ts',
  },
  {
    quotes: ['A feature may declare a wider `tolerance'],
    why: 'no feature of the suite declares one',
    heldBy: 'harness/diff/equal.test.ts',
  },
  {
    quotes: [
      'A whole-number literal is int unless',
      'ints beyond 2⁵³ and timestamps are strings',
      '`floor`, `abs` and `neg` keep their type',
      '`and`, `or`, `coalesce` and `concat` take two or more',
    ],
    why: 'it says which documents are refused, and of which type what they define is',
    heldBy: 'features/expressions/resolve-expression.test.ts',
  },
  {
    quotes: ['Two contents under one version is an error'],
    why: 'a run is of one version of each document',
    heldBy: 'features/resolve-definitions.test.ts',
  },
]
