import type { SemanticRule } from './rule.ts'

/** Semantics § 4. */
export const nullRules = {
  nulls: {
    section: 4,
    says: 'null inputs are skipped, or count as zero, or make the result null, as the feature says',
    quotes: ['`nulls: "skip"` (default, as SQL aggregates)', 'It applies to sum, mean, min'],
    sides: ['skip-as-zero', 'skip-as-poison', 'zero-as-skip', 'poison-as-skip'],
  },
  'count-facts': {
    section: 4,
    says: 'count() counts facts, count(x) those whose x is not null',
    quotes: ['`count()` counts E'],
    sides: ['all', 'not-null'],
  },
  'latest-null': {
    section: 4,
    says: 'latest takes the newest fact as it is, null or not',
    quotes: ['`latest` takes the newest fact as it is'],
    sides: [],
  },
  'absent-field': {
    section: 4,
    says: 'a field that is absent equals null',
    quotes: ['A field that is absent equals null'],
    sides: [],
  },
  'when-empty': {
    section: 4,
    says: 'without a fact the value is null, 0 for a count, or what the feature says',
    quotes: ['the value is `whenEmpty`'],
    sides: ['null', 'zero', 'declared'],
  },
  state: {
    section: 4,
    says: 'serving tells not-found, expired, null and present apart',
    quotes: ['Four states, and serving tells them apart', 'Let E be the facts'],
    sides: ['not-found', 'expired', 'null', 'present'],
  },
  'state-order': {
    section: 4,
    says: 'a null value past its ttl is expired, not null',
    quotes: ['the first that holds is the state'],
    sides: [],
  },
} as const satisfies Readonly<Record<string, SemanticRule>>
