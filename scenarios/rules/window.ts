import { edge, type SemanticRule } from './rule.ts'

/** Semantics § 3. */
export const windowRules = {
  'head-left': {
    section: 3,
    says: 'the head of [T − w, T) is not in it',
    quotes: ['`closed: "left"` (default) is', '`value(F, key, T | K)` = aggregate over'],
    sides: edge,
  },
  'head-right': {
    section: 3,
    says: 'the head of (T − w, T] is in it',
    quotes: ['`closed: "right"` is'],
    sides: edge,
  },
  'tail-left': {
    section: 3,
    says: 'the tail of [T − w, T) is in it',
    quotes: ['`closed: "left"` (default) is', 'No slide means an exact tail', 'Names as in pandas'],
    sides: edge,
  },
  'tail-right': {
    section: 3,
    says: 'the tail of (T − w, T] is not in it',
    quotes: ['`closed: "right"` is'],
    sides: edge,
  },
  'sliding-tail-left': {
    section: 3,
    says: 'a sliding tail is in a window that is closed left',
    quotes: ["is open or closed as the window's tail is"],
    sides: edge,
  },
  'sliding-tail-right': {
    section: 3,
    says: 'a sliding tail is not in a window that is closed right',
    quotes: ["is open or closed as the window's tail is"],
    sides: edge,
  },
  slide: {
    section: 3,
    says: 'the tail is rounded down to the grid of the slide',
    quotes: ['the tail is rounded down to the grid', '*sawtooth*'],
    sides: [...edge, 'before-epoch'],
  },
  'slide-head': {
    section: 3,
    says: 'the head of a sliding window stays exact',
    quotes: ['the head stays exact'],
    sides: [],
  },
  'unbounded-left': {
    section: 3,
    says: 'the head of an unbounded window is < T',
    quotes: ['so no tail and no slide; the head is'],
    sides: edge,
  },
  'unbounded-right': {
    section: 3,
    says: 'the head of an unbounded window that is closed right is ≤ T',
    quotes: ['so no tail and no slide; the head is'],
    sides: edge,
  },
  unbounded: {
    section: 3,
    says: 'an unbounded window forgets nothing',
    quotes: ['no length, so no tail'],
    sides: [],
  },
  refresh: {
    section: 3,
    says: 'R is the newest instant of the grid with R + delay ≤ min(K, T)',
    quotes: ['R is the newest instant on the grid', 'for offsets K is the greatest α applied'],
    sides: edge,
  },
  'refresh-arrival': {
    section: 3,
    says: 'a scheduled feature is of the facts that arrived by R + delay',
    quotes: ['In a reading at K ≤ T the value is value(F, key, R | R + delay)'],
    sides: edge,
  },
  'refresh-grid': {
    section: 3,
    says: 'the grid of a refresh begins at the epoch, UTC',
    quotes: ['(from the epoch)'],
    sides: ['east', 'west'],
  },
  'refresh-trained': {
    section: 3,
    says: 'as trained a scheduled feature is of the facts that arrived by the cut',
    quotes: ['as trained it is value(F, key, R | the cut)'],
    sides: [],
  },
  'refresh-ttl': { section: 3, says: 'a ttl counts from R', quotes: ['A ttl counts from R'], sides: [] },
  'refresh-stale': {
    section: 3,
    says: 'a scheduled feature is as old as it says',
    quotes: ['It is stale by design', '**Refresh** (optional'],
    sides: [],
  },
  lateness: {
    section: 3,
    says: 'a fact with α − τ > d never counts, one with α − τ = d does',
    quotes: ['a fact whose α − τ > d never counts'],
    sides: edge,
  },
  'lateness-reading': {
    section: 3,
    says: 'a fact that is too late counts neither online nor offline',
    quotes: ['in any reading, online or offline'],
    sides: ['online', 'offline'],
  },
  'lateness-once': {
    section: 3,
    says: 'lateness is judged on the first upsert; a correction neither saves nor condemns',
    quotes: ['It is judged once a fact,', 'a correction neither saves nor condemns it'],
    sides: ['saves', 'condemns'],
  },
  where: {
    section: 3,
    says: 'a predicate lets in what it is true of; null is false',
    quotes: ['SQL three-valued logic; a null predicate is false'],
    sides: ['true', 'false', 'null'],
  },
  'future-dated': {
    section: 3,
    says: 'a future-dated fact does not count until T passes it, and then does',
    quotes: ['do not count until T passes them', 'α < τ is legal'],
    sides: ['not-yet', 'then'],
  },
} as const satisfies Readonly<Record<string, SemanticRule>>
