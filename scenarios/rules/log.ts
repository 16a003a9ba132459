import { edge, type SemanticRule } from './rule.ts'

/** Semantics § 2. */
export const logRules = {
  redelivery: {
    section: 2,
    says: 'a record whose (id, revision) was seen before adds nothing, and the first appended stands',
    quotes: [
      'a record whose `(id, revision)` was seen before',
      'Log order is (α, position)',
      'Ids are unique in a source',
    ],
    sides: ['alike', 'other-content', 'as-delete'],
  },
  correction: {
    section: 2,
    says: 'the highest revision replaces the lower ones as a whole',
    quotes: ['a higher `revision` of an `id` replaces'],
    sides: ['fields', 'event-time', 'several', 'out-of-order'],
  },
  'correction-arrival': {
    section: 2,
    says: 'a correction counts from its own arrival on',
    quotes: ['*from its own α on*'],
    sides: [],
  },
  retraction: {
    section: 2,
    says: 'a delete with a higher revision removes the fact, whatever else it holds',
    quotes: [
      'with a higher revision removes the fact',
      'its τ and fields mean nothing',
      "A delete's τ and fields are not examined",
      '**Retraction**:',
      'A delete may arrive before what it deletes',
    ],
    sides: ['known', 'without-time', 'early'],
  },
  'retraction-arrival': {
    section: 2,
    says: 'a delete counts from its own arrival on',
    quotes: ['removes the fact from its own α on'],
    sides: [],
  },
  revival: {
    section: 2,
    says: 'a later, higher revision brings a deleted fact back',
    quotes: ['A later, higher revision brings the fact back'],
    sides: [],
  },
  reject: {
    section: 2,
    says: 'an illegal record is as if never appended',
    quotes: [
      '**Rejects**: an upsert without τ',
      'Rejects are counted by reason',
      '(Moving a fact to another key',
      'One id under two keys is an error',
    ],
    sides: [
      'no-id',
      'illegal-op',
      'illegal-revision',
      'no-event-time',
      'event-time-out-of-range',
      'illegal-value',
      'wrong-type',
      'id-under-another-key',
    ],
  },
  'reject-slot': {
    section: 2,
    says: 'the (id, revision) of an illegal record stays free',
    quotes: ['the (id, revision) stays free'],
    sides: [],
  },
  'null-key': {
    section: 2,
    says: 'a probe with a null key part is not found, and a record with one is none',
    quotes: ['A probe with a null key part is answered'],
    sides: ['record', 'any-part'],
  },
  key: {
    section: 2,
    says: 'a key is a tuple of typed values, exactly',
    quotes: ['A key is a tuple of typed values', 'are different keys'],
    sides: ['order', 'joined', 'blanks', 'case', 'normal-form', '32-bits', '53-bits'],
  },
  applied: {
    section: 2,
    says: 'Known(S) is what the records below the offsets make',
    quotes: ['**Known(S)** = the facts visible', 'A stated `applied` (offsets; a partition not listed'],
    sides: ['last', 'next', 'unlisted'],
  },
  'application-order': {
    section: 2,
    says: 'what is known does not depend on how often and in what order records were applied',
    quotes: ['Neither depends on the order of application'],
    sides: ['again', 'lost'],
  },
  'known-at': {
    section: 2,
    says: 'Known(K) is Known of the records with α ≤ K, here K = T',
    quotes: ['Known(K) is Known of all'],
    sides: edge,
  },
} as const satisfies Readonly<Record<string, SemanticRule>>
