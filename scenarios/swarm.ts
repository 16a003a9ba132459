import { between, oneOf, sometimes } from '../generators/draw.ts'
import { exponential, heavyTail, upTo } from '../generators/lateness.ts'
import { bursty, regular, scattered, silent, tied } from '../generators/times.ts'
import { swarming } from './features/swarming.ts'
import { scenario } from './scenario.ts'

/**
 * Each seed switches on some of all adversities, as strong as it says, and leaves the others out: runs with few find what
 * runs with all of them hide. What it drew is in the History's options.
 */
export default scenario('swarm', {
  features: swarming,
  stream: {
    count: between(14, 60),
    start: sometimes(0.2, '1969-12-31T23:40:00Z'),
    ids: oneOf('text', 'int', 'wide-int', 'unicode'),
    keys: {
      keys: between(1, 5),
      style: oneOf('plain', 'plain', 'colliding', 'wide', 'unicode'),
      zipf: oneOf(0, 1.2),
      hot: oneOf(0, 0, 0.5),
    },
    times: oneOf(
      regular('1h'),
      scattered('1h'),
      bursty('1h', { bursts: 2, width: '1m' }),
      silent('30m', '30m'),
      tied('1h', 5),
    ),
    late: sometimes(0.6, oneOf(exponential('1m'), heavyTail('30s'), upTo('30m', { share: 0.5 }))),
    values: oneOf('normal', 'few', 'mixed', 'extreme'),
    nulls: sometimes(0.5, oneOf(0.05, 0.3, 0.7)),
    edges: sometimes(0.7, between(0.1, 0.6)),
    lateEdges: sometimes(0.4, between(0.1, 0.4)),
    future: sometimes(0.3, { share: between(0.05, 0.3), ahead: '15m' }),
    far: sometimes(0.1, 0.05),
    corrections: sometimes(0.5, {
      share: between(0.1, 0.4),
      each: between(1, 3),
      after: oneOf('0s', '1m', '30m'),
      moves: oneOf(0, 0.4),
      outOfOrder: oneOf(0, 0.5),
    }),
    retractions: sometimes(0.4, {
      share: between(0.1, 0.4),
      after: oneOf('0s', '1m', '30m'),
      early: oneOf(0, 0.4),
      revived: oneOf(0, 0.4),
    }),
    duplicates: sometimes(0.5, {
      share: between(0.1, 0.4),
      each: between(1, 2),
      after: oneOf('0s', '1m', '30m'),
      conflicting: oneOf(0, 0.4),
    }),
    rejects: sometimes(0.2, { share: 0.2 }),
  },
  probe: {
    count: between(2, 8),
    together: between(1, 3),
    absent: oneOf(0, 0.2),
    nullPart: oneOf(0, 0.1),
    repeated: oneOf(0, 0.3),
    past: oneOf(0, 0.3),
    pastBy: '20m',
  },
  interleaving: {
    catchUp: oneOf(0.03, 0.1, 0.4, 1),
    steps: between(1, 5),
    batch: oneOf(1, 3, 10, 100),
    apply: oneOf(2, 6),
    commit: oneOf(0.3, 1, 3),
    crash: oneOf(0, 0, 0.3, 1),
    restart: oneOf(0, 0, 0.3, 1),
    stall: oneOf(0, 0, 0.02, 0.06),
    rebalance: oneOf(0, 0, 0.3, 1),
    slow: oneOf(0, 0, 0.05),
  },
  // A seed leaves out what it likes, so that nothing more can be demanded of each.
  mustHappen: { events: 12, probes: 15, cellsCompared: 60, nonEmpty: 5 },
})
