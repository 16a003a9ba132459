import type { Micros } from '../features/value.ts'
import type { KeyShape, KeyStyle } from './keys.ts'
import { atOnce, exponential, heavyTail, type Lateness, upTo } from './lateness.ts'
import type { Random } from './random.ts'
import type { Stream } from './stream.ts'
import { bursty, regular, scattered, silent, type Times, tied } from './times.ts'
import type { ValueShape } from './values.ts'

/**
 * A stream with a random part of all adversities switched on, each as strong as the seed says, over a span of `scale`
 * µs. Runs with few adversities find what runs with all of them hide.
 */
export function swarmStream(count: number, scale: Micros, random: Random): Stream {
  const some = <T>(name: string, share: number, draw: (fork: Random) => T): T | undefined => {
    const fork = random.fork(name)
    return fork.chance(share) ? draw(fork) : undefined
  }
  const after = (fork: Random) => Math.round(scale * fork.pick([0, 1 / 100, 1 / 10, 1 / 2]))
  const stream: { [K in keyof Stream]: Stream[K] | undefined } = {
    count,
    start: random.fork('start').weighted<Stream['start']>([
      [4, undefined],
      [1, -Math.round(scale / 2)],
      [1, '1969-12-31T23:59:59Z'],
    ]),
    ids: random.fork('ids').pick(['text', 'int', 'wide-int', 'unicode'] as const),
    keys: swarmKeys(random.fork('keys')),
    times: swarmTimes(scale, random.fork('times')),
    late: swarmLateness(scale, random.fork('late')),
    values: random.fork('values').weighted<ValueShape>([
      [3, 'normal'],
      [3, 'few'],
      [2, 'mixed'],
      [1, 'extreme'],
    ]),
    nulls: some('nulls', 0.5, fork => fork.pick([0.05, 0.3, 0.7])),
    edges: some('edges', 0.7, fork => fork.pick([0.2, 0.6])),
    lateEdges: some('late-edges', 0.4, fork => fork.pick([0.1, 0.4])),
    future: some('future', 0.3, fork => ({ share: fork.pick([0.05, 0.3]), ahead: Math.round(scale / 4) })),
    far: some('far', 0.1, () => 0.05),
    corrections: some('corrections', 0.5, fork => ({
      share: fork.pick([0.1, 0.4]),
      each: fork.int(1, 4),
      after: after(fork),
      moves: 0.4,
      outOfOrder: fork.pick([0, 0.5]),
    })),
    retractions: some('retractions', 0.4, fork => ({
      share: fork.pick([0.1, 0.4]),
      after: after(fork),
      early: fork.pick([0, 0.4]),
      revived: fork.pick([0, 0.4]),
    })),
    duplicates: some('duplicates', 0.5, fork => ({
      share: fork.pick([0.1, 0.4]),
      each: fork.int(1, 3),
      after: after(fork),
      conflicting: fork.pick([0, 0.4]),
    })),
    rejects: some('rejects', 0.2, () => ({ share: 0.2 })),
  }
  // Fields that are undefined would print as adversities that are there.
  return Object.fromEntries(
    Object.entries(stream).filter(([, part]) => part !== undefined),
  ) as unknown as Stream
}

function swarmKeys(random: Random): KeyShape {
  const style = random.weighted<KeyStyle>([
    [3, 'plain'],
    [3, 'colliding'],
    [2, 'wide'],
    [1, 'unicode'],
  ])
  return { keys: random.int(1, 4), style, zipf: random.pick([0, 1.2]), hot: random.pick([0, 0, 0.5]) }
}

function swarmTimes(scale: Micros, random: Random): Times {
  return random.pick([
    regular(scale),
    scattered(scale),
    bursty(scale, { bursts: random.int(1, 3), width: Math.round(scale / 50) }),
    silent(Math.round(scale / 2), Math.round(scale / 2)),
    tied(scale, random.int(2, 6)),
  ])
}

function swarmLateness(scale: Micros, random: Random): Lateness {
  const share = random.pick([0.2, 0.7, 1])
  return random.pick([
    atOnce,
    exponential(Math.round(scale / 50), { share }),
    heavyTail(Math.round(scale / 50), { share }),
    upTo(scale, { share }),
  ])
}
