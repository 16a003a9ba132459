import { edge, type SemanticRule } from './rule.ts'

/** Semantics § 1. */
export const clockRules = {
  'event-time': {
    section: 1,
    says: 'windows hold event times, not arrivals',
    quotes: ['when the fact happened', 'Four clocks, never mixed', 'is *late* by'],
    sides: ['late', 'early'],
  },
  microseconds: {
    section: 1,
    says: 'instants are whole microseconds, no coarser',
    quotes: ['All are integer **microseconds** since'],
    sides: ['milliseconds', 'seconds', 'as-of'],
  },
  utc: {
    section: 1,
    says: 'instants are UTC, whatever zone somebody lives in',
    quotes: ['since the Unix epoch, UTC'],
    sides: ['east', 'west'],
  },
  'summer-time': {
    section: 1,
    says: 'the hour that clocks repeat or leave out is an hour like any other',
    quotes: ['since the Unix epoch, UTC'],
    sides: ['repeated', 'left-out'],
  },
  midnight: {
    section: 1,
    says: 'a fact at midnight is in one day only, and in that one',
    quotes: ['since the Unix epoch, UTC'],
    sides: edge,
  },
  epoch: {
    section: 1,
    says: 'event time 0 is an instant like any other',
    quotes: ['since the Unix epoch, UTC'],
    sides: edge,
  },
} as const satisfies Readonly<Record<string, SemanticRule>>
