import type { StoredFeature } from '../../../features/definitions.ts'
import type { Instant } from '../../../features/value.ts'
import type { windowRules } from '../../../scenarios/rules/window.ts'
import { lookOf } from '../../diagnose/evaluate-asked.ts'
import { endsOf, isWithin, type Policy, tailOf } from '../../diagnose/policy.ts'
import { floorTo } from '../../oracle/specification/evaluate-feature.ts'
import { type Flip, type StoredFlip, stored } from '../flip.ts'
import type { MarksOf } from '../marks-of.ts'
import type { MetCell } from '../met-cell.ts'

type By = -1 | 0 | 1
type Concerns = (feature: StoredFeature) => boolean

const second = 1_000_000
const hour = 3_600 * second

/** Facts exactly `by` µs beside an edge of the window are taken the other way round. */
function edgeMoved(edgeOf: (cell: MetCell) => Instant | null, by: By, concerns: Concerns): StoredFlip {
  return stored(cell => {
    const edge = edgeOf(cell)
    if (edge === null || !cell.times.has(edge + by)) return null
    return { within: (ends, time) => (time === edge + by) !== isWithin(ends, time) }
  }, concerns)
}

const head = (cell: MetCell) => cell.look.asOf
const tail = (cell: MetCell) => tailOf(cell.feature, cell.look.asOf)
const bounded =
  (closed: 'left' | 'right'): Concerns =>
  ({ window }) =>
    window.closed === closed && window.length !== null
const exact =
  (closed: 'left' | 'right'): Concerns =>
  feature =>
    bounded(closed)(feature) && feature.window.slide === null
const sliding =
  (closed: 'left' | 'right'): Concerns =>
  feature =>
    bounded(closed)(feature) && feature.window.slide !== null
const unbounded =
  (closed: 'left' | 'right'): Concerns =>
  ({ window }) =>
    window.closed === closed && window.length === null
const slides: Concerns = ({ window }) => window.slide !== null
const scheduled: Concerns = ({ refresh }) => refresh !== null

function refreshOf({ feature }: MetCell) {
  return feature.refresh as NonNullable<StoredFeature['refresh']>
}

/** The tail is rounded otherwise where T − w lies `by` µs beside the grid. */
function slideMoved(by: By): StoredFlip {
  return stored(({ feature: { window }, look: { asOf } }) => {
    const [length, slide] = [window.length as number, window.slide as number]
    const right = floorTo(asOf - length, slide)
    if (floorTo(asOf - length - by, slide) !== asOf - length - by) return null
    const wrong = by === -1 || by === 1 ? right + slide : right - slide
    return { ends: (each, at) => ({ ...endsOf(each, at), tail: wrong }) }
  }, slides)
}

/** Where a scheduled feature looks with another R. */
function lookedAt({ point, feature, records }: MetCell, refreshed: Instant): Partial<Policy> {
  const { delay } = feature.refresh as NonNullable<StoredFeature['refresh']>
  const { isVisible } = lookOf({ ...feature, refresh: null }, point)
  const until = point.trained ? Number.POSITIVE_INFINITY : refreshed + delay
  const seen = new Set(records.filter(record => record.arrival <= until && isVisible(record)))
  return { look: () => ({ asOf: refreshed, isVisible: record => seen.has(record) }) }
}

/** R where min(K, T) − delay lies `by` µs beside the grid is that before, or the next. */
function refreshMoved(by: By): StoredFlip {
  return stored(cell => {
    const { every, delay } = refreshOf(cell)
    const { knowledge, asOf } = cell.point
    const known = knowledge.kind === 'at' ? knowledge.k : knowledge.greatest
    if (known === null) return null
    const into = Math.min(known, asOf) - delay
    if (floorTo(into - by, every) !== into - by) return null
    return lookedAt(cell, cell.look.asOf + (by === -1 ? every : -every))
  }, scheduled)
}

/** What arrived `by` µs beside R + delay is taken the other way round. */
function refreshArrivalMoved(by: By): StoredFlip {
  return stored(cell => {
    const { point, look, feature, records } = cell
    const at = look.asOf + refreshOf(cell).delay + by
    if (point.trained || !records.some(record => record.arrival === at)) return null
    const { isVisible } = lookOf({ ...feature, refresh: null }, point)
    return {
      look: () => ({
        ...look,
        isVisible: record => (record.arrival === at ? by === 1 && isVisible(record) : look.isVisible(record)),
      }),
    }
  }, scheduled)
}

/** The grid of a refresh begins at a midnight somewhere else. */
function gridMoved(shift: number): StoredFlip {
  return stored(cell => {
    const { every, delay } = refreshOf(cell)
    const { knowledge, asOf } = cell.point
    const known = knowledge.kind === 'at' ? knowledge.k : knowledge.greatest
    if (known === null || shift % every === 0) return null
    const refreshed = floorTo(Math.min(known, asOf) - delay - shift, every) + shift
    return lookedAt(cell, refreshed)
  }, scheduled)
}

/** A fact that came `by` µs beside the allowed lateness is taken the other way round. */
function latenessMoved(by: By): StoredFlip {
  return stored(
    ({ known, feature: { allowedLateness } }) => {
      const limit = (allowedLateness as number) + by
      if (!known.some(({ lateness }) => lateness === limit)) return null
      return { inTime: (fact, allowed) => (fact.lateness === limit) !== fact.lateness <= allowed }
    },
    ({ allowedLateness }) => allowedLateness !== null,
  )
}

const limited: Concerns = ({ allowedLateness }) => allowedLateness !== null

function tooLateCounts(reading: (cell: MetCell) => boolean): StoredFlip {
  return stored(
    cell =>
      reading(cell) && cell.known.some(({ lateness }) => lateness > (cell.feature.allowedLateness as number))
        ? { inTime: () => true }
        : null,
    limited,
  )
}

/** Lateness is judged on what stands. */
function judgedAgain(saves: boolean): StoredFlip {
  return stored(({ known, feature }) => {
    const allowed = feature.allowedLateness as number
    const standing = (fact: MetCell['known'][number]) => fact.record.arrival - fact.eventTime
    const isMeant = (fact: MetCell['known'][number]) =>
      saves
        ? fact.lateness > allowed && standing(fact) <= allowed
        : fact.lateness <= allowed && standing(fact) > allowed
    if (!known.some(isMeant)) return null
    return {
      facts: facts => facts.map(fact => (isMeant(fact) ? { ...fact, lateness: standing(fact) } : fact)),
    }
  }, limited)
}

function passing(passes: Policy['passes']): StoredFlip {
  return stored(
    ({ known }) => (known.length === 0 ? null : { passes }),
    ({ where }) => where !== null,
  )
}

export const windowFlips: MarksOf<typeof windowRules, Flip> = {
  'head-left before': edgeMoved(head, -1, bounded('left')),
  'head-left at': edgeMoved(head, 0, bounded('left')),
  'head-left after': edgeMoved(head, 1, bounded('left')),
  'head-right before': edgeMoved(head, -1, bounded('right')),
  'head-right at': edgeMoved(head, 0, bounded('right')),
  'head-right after': edgeMoved(head, 1, bounded('right')),
  'tail-left before': edgeMoved(tail, -1, exact('left')),
  'tail-left at': edgeMoved(tail, 0, exact('left')),
  'tail-left after': edgeMoved(tail, 1, exact('left')),
  'tail-right before': edgeMoved(tail, -1, exact('right')),
  'tail-right at': edgeMoved(tail, 0, exact('right')),
  'tail-right after': edgeMoved(tail, 1, exact('right')),
  'sliding-tail-left before': edgeMoved(tail, -1, sliding('left')),
  'sliding-tail-left at': edgeMoved(tail, 0, sliding('left')),
  'sliding-tail-left after': edgeMoved(tail, 1, sliding('left')),
  'sliding-tail-right before': edgeMoved(tail, -1, sliding('right')),
  'sliding-tail-right at': edgeMoved(tail, 0, sliding('right')),
  'sliding-tail-right after': edgeMoved(tail, 1, sliding('right')),
  'slide before': slideMoved(-1),
  'slide at': slideMoved(0),
  'slide after': slideMoved(1),
  'slide before-epoch': stored(({ feature: { window }, look: { asOf } }) => {
    const [length, slide] = [window.length as number, window.slide as number]
    const cut = Math.trunc((asOf - length) / slide) * slide
    if (cut === floorTo(asOf - length, slide)) return null
    return { ends: (each, at) => ({ ...endsOf(each, at), tail: cut }) }
  }, slides),
  'slide-head': stored(({ feature: { window }, look: { asOf } }) => {
    const slid = floorTo(asOf, window.slide as number)
    return slid === asOf ? null : { ends: (each, at) => ({ ...endsOf(each, at), head: slid }) }
  }, slides),
  'unbounded-left before': edgeMoved(head, -1, unbounded('left')),
  'unbounded-left at': edgeMoved(head, 0, unbounded('left')),
  'unbounded-left after': edgeMoved(head, 1, unbounded('left')),
  'unbounded-right before': edgeMoved(head, -1, unbounded('right')),
  'unbounded-right at': edgeMoved(head, 0, unbounded('right')),
  'unbounded-right after': edgeMoved(head, 1, unbounded('right')),
  unbounded: stored(
    () => ({ ends: (each, at) => ({ ...endsOf(each, at), tail: at - hour / 4 }) }),
    ({ window }) => window.length === null,
  ),
  'refresh before': refreshMoved(-1),
  'refresh at': refreshMoved(0),
  'refresh after': refreshMoved(1),
  'refresh-arrival before': refreshArrivalMoved(-1),
  'refresh-arrival at': refreshArrivalMoved(0),
  'refresh-arrival after': refreshArrivalMoved(1),
  'refresh-grid east': gridMoved(5.5 * hour),
  'refresh-grid west': gridMoved(-3.5 * hour),
  'refresh-trained': stored(
    ({ point, feature }) =>
      point.trained ? { look: () => lookOf(feature, { ...point, trained: false }) } : null,
    scheduled,
  ),
  'refresh-ttl': stored(
    ({ point, look }) => ({
      isExpired: (age, ttl) => ttl !== null && age + point.asOf - look.asOf > ttl,
    }),
    feature => scheduled(feature) && feature.aggregate.ttl !== null,
  ),
  'refresh-stale': stored(() => ({ feature: each => ({ ...each, refresh: null }) }), scheduled),
  'lateness before': latenessMoved(-1),
  'lateness at': latenessMoved(0),
  'lateness after': latenessMoved(1),
  'lateness-reading online': tooLateCounts(({ side }) => side === 'online'),
  'lateness-reading offline': tooLateCounts(({ side }) => side === 'offline'),
  'lateness-once saves': judgedAgain(true),
  'lateness-once condemns': judgedAgain(false),
  'where true': passing(() => false),
  'where false': passing(predicate => predicate !== null),
  'where null': passing(predicate => predicate !== false),
  'future-dated not-yet': stored(({ look, known }) =>
    known.some(({ eventTime }) => eventTime > look.asOf)
      ? { within: (ends, time) => isWithin(ends, time) || time > look.asOf }
      : null,
  ),
  'future-dated then': stored(({ facts: let_in }) =>
    let_in.some(({ lateness }) => lateness < 0)
      ? { facts: facts => facts.filter(({ lateness }) => lateness >= 0) }
      : null,
  ),
}
