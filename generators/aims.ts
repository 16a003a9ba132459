import type { StoredFeature } from '../features/definitions.ts'
import type { Instant } from '../features/value.ts'
import { ceilTo } from './micros.ts'

/** A fact that is put exactly where a rule changes its mind, or 1 µs beside: event time and arrival, µs. */
interface AimedFact {
  readonly eventTime: Instant
  readonly arrivalTime: Instant
}

/** Facts about one edge, and the instant at which somebody has to ask so that the edge decides. */
interface Aimed {
  readonly facts: readonly AimedFact[]
  readonly asOf: Instant
}

/** One edge of one rule: given the instant from which time is free, where its facts lie and when it is asked about. */
export type Aim = (from: Instant) => Aimed

const second = 1_000_000
const day = 86_400 * second
const sides = [-1, 0, 1] as const

const onTime = (eventTime: Instant): AimedFact => ({ eventTime, arrivalTime: eventTime })

/** 1 µs before an instant, at it, and 1 µs after. */
const around = (at: Instant) => sides.map(side => onTime(at + side))

/** Every edge of a feature: window head and tail, slide, ttl, allowed lateness, refresh; `name` says of which rule. */
export function aimsOf(feature: StoredFeature): { readonly name: string; readonly aim: Aim }[] {
  const { window, aggregate, allowedLateness, refresh } = feature
  const named = (name: string, ...aims: readonly Aim[]) =>
    aims.map((aim, i) => ({ name: `${name} ${i}`, aim }))
  if (refresh !== null)
    return [
      ...named('refresh', ...refreshAims(refresh)),
      ...named('refresh-arrival', refreshArrival(refresh)),
    ]
  const shape = `${window.closed} ${window.length === null ? 'unbounded' : window.slide === null ? 'exact' : 'sliding'}`
  return [
    ...(window.length !== null && window.slide !== null
      ? named('slide', ...slideAims(window.length, window.slide))
      : []),
    ...(window.length === null ? [] : named(`tail ${shape}`, tailAim(window.length, window.slide))),
    ...named(`head ${shape}`, headAim),
    ...(aggregate.ttl === null ? [] : named(`ttl ${aggregate.ttl === 0}`, ...ttlAims(aggregate.ttl))),
    ...(allowedLateness === null
      ? []
      : named(`lateness ${allowedLateness === 0}`, latenessAim(allowedLateness))),
  ]
}

/** Edges that no definition moves: what has arrived by T, the epoch, a minute and a midnight. */
export const commonAims: readonly { readonly name: string; readonly aim: Aim }[] = [
  { name: 'known', aim: knownAim },
  { name: 'minute', aim: from => instantAim(ceilTo(from, 60 * second)) },
  { name: 'midnight', aim: from => instantAim(ceilTo(from, day)) },
]

/** Facts at event time 0 and beside it: time goes on from there. */
export const epochAim: Aim = () => instantAim(0)

function instantAim(at: Instant): Aimed {
  return { facts: around(at), asOf: at + second }
}

/** Known before T, one of them future-dated by 1 µs. */
function headAim(from: Instant): Aimed {
  const asOf = from + second
  return { facts: sides.map(side => ({ eventTime: asOf + side, arrivalTime: asOf - 2 })), asOf }
}

function tailAim(length: number, slide: number | null): Aim {
  return from => {
    const tail = slide === null ? from + second : ceilTo(from + second, slide)
    return { facts: around(tail), asOf: tail + length + (slide === null ? 0 : Math.floor(slide / 2)) }
  }
}

/** T − w on the grid and beside it, each with a fact of the part that another rounding would lose or add. */
function slideAims(length: number, slide: number): Aim[] {
  const beside = { '-1': -2, '0': -1, '1': 1 } as const
  return sides.map(side => from => {
    const grid = ceilTo(from, slide) + slide
    return { facts: [onTime(grid + beside[`${side}`])], asOf: grid + length + side }
  })
}

/** The newest fact is exactly as old as the ttl, and 1 µs younger and older; none is younger than 0. */
function ttlAims(ttl: number): Aim[] {
  return sides
    .filter(side => ttl + side >= 0)
    .map(side => from => ({ facts: [onTime(from + second)], asOf: from + second + ttl + side }))
}

/** Facts that arrive exactly at the limit, and 1 µs sooner and later. */
function latenessAim(allowed: number): Aim {
  return from => {
    const eventTime = from + second
    const facts = sides
      .filter(side => allowed + side >= 0)
      .map(side => ({ eventTime, arrivalTime: eventTime + allowed + side }))
    return { facts, asOf: eventTime + allowed + 2 }
  }
}

/** Facts that arrive at T and beside it: what arrives at T is known. */
function knownAim(from: Instant): Aimed {
  const asOf = from + 2 * second
  return { facts: sides.map(side => ({ eventTime: from + second, arrivalTime: asOf + side })), asOf }
}

type Refresh = NonNullable<StoredFeature['refresh']>

/** min(K, T) − delay on the grid and beside it; a fact that arrives at T tells a store that time has come so far. */
function refreshAims({ every, delay }: Refresh): Aim[] {
  return sides.map(side => from => {
    const grid = ceilTo(from, every) + every
    const asOf = grid + delay + side
    return { facts: [onTime(grid - 2), onTime(asOf)], asOf }
  })
}

/** Facts that arrive when a refresh becomes visible, and 1 µs sooner and later. */
function refreshArrival({ every, delay }: Refresh): Aim {
  return from => {
    const grid = ceilTo(from, every) + every
    const asOf = grid + delay + 2
    const facts = sides.map(side => ({ eventTime: grid - 2, arrivalTime: grid + delay + side }))
    return { facts: [...facts, onTime(asOf)], asOf }
  }
}
