import { scaleLinear } from 'd3-scale'
import type { Picture } from '../../result.ts'
import { h, shown, type ViewElement } from '../view-node.ts'
import { bottomAxis, leftAxis, px } from './axis.ts'
import { microsOf } from './micros-of.ts'
import { offsetMarks, spanOf } from './offset-marks.ts'

const size = { width: 560, height: 360, left: 78, right: 18, top: 24, bottom: 56 }

type Scale = (value: number) => number

/** Events by when they happened and when they arrived, the window on the one axis, what was known at T on the other. */
export function bitemporalChart({ events, asOf, window, key, feature }: Picture): ViewElement {
  const t = microsOf(asOf)
  const placed = events.flatMap(({ eventTime, arrivalTime, id, counts, op }) =>
    eventTime === null ? [] : [{ id, counts, op, x: microsOf(eventTime) - t, y: microsOf(arrivalTime) - t }],
  )
  const from = window?.from === null || window === null ? null : microsOf(window.from) - t
  const spanX = spanOf([...placed.map(event => event.x), from ?? 0])
  const spanY = spanOf(placed.map(event => event.y))
  const x = scaleLinear(spanX, [size.left, size.width - size.right])
  const y = scaleLinear(spanY, [size.height - size.bottom, size.top])
  const bottom = size.height - size.bottom
  const right = size.width - size.right
  const label = `${events.length} events of ${shown(key, 80)} for ${shown(feature, 80)}: ${placed.filter(event => event.counts).length} in the window and known at T`
  return h(
    'svg',
    { viewBox: `0 0 ${size.width} ${size.height}`, role: 'img', 'aria-label': label },
    h('rect', {
      x: size.left,
      y: size.top,
      width: right - size.left,
      height: px(y(0) - size.top),
      class: 'unknown-yet',
    }),
    window === null ? null : windowBand(window.closed, from, x, bottom, right),
    leftAxis(offsetMarks(y, spanY, 5), size.left, right),
    bottomAxis(offsetMarks(x, spanX, 4), size.left, right, bottom, null),
    h('line', { x1: px(x(0)), x2: px(x(0)), y1: size.top, y2: bottom, class: 'as-of' }),
    h('line', { x1: size.left, x2: right, y1: px(y(0)), y2: px(y(0)), class: 'as-of' }),
    h('text', { x: size.left + 6, y: px(Math.max(y(0) - 6, size.top + 12)) }, 'above: not known at T'),
    placed.map(event => eventMark(event, x, y)),
    h('text', { x: px((size.left + right) / 2), y: size.height - 8, 'text-anchor': 'middle' }, 'event time'),
    h('text', { x: 4, y: 13 }, 'arrival time'),
  )
}

/** An end that belongs to the window is drawn through, one that does not is dashed. */
function windowBand(
  closed: 'left' | 'right',
  from: number | null,
  x: Scale,
  bottom: number,
  right: number,
): ViewElement {
  const left = from === null ? size.left : x(from)
  const head = Math.min(x(0), right)
  const edge = (at: number, isIn: boolean) =>
    h('line', {
      x1: px(at),
      x2: px(at),
      y1: size.top,
      y2: bottom,
      class: isIn ? 'window-edge' : 'window-edge open',
    })
  return h(
    'g',
    {},
    h('rect', {
      x: px(left),
      y: size.top,
      width: px(Math.max(1, head - left)),
      height: bottom - size.top,
      class: 'window-band',
    }),
    from === null ? null : edge(left, closed === 'left'),
    edge(head, closed === 'right'),
    h('text', { x: px(left + 5), y: bottom - 6, class: 'text-a' }, 'window'),
  )
}

interface PlacedEvent {
  readonly id: string
  readonly counts: boolean
  readonly op: string
  readonly x: number
  readonly y: number
}

function eventMark({ id, counts, op, x: at, y: arrived }: PlacedEvent, x: Scale, y: Scale): ViewElement {
  const [cx, cy] = [px(x(at)), px(y(arrived))]
  const isNearEnd = cx > size.width - 120
  return h(
    'g',
    {},
    op === 'delete'
      ? h('path', { d: `M${cx - 5} ${cy - 5}l10 10M${cx + 5} ${cy - 5}l-10 10`, class: 'suspect' })
      : h('circle', { cx, cy, r: 5.5, class: counts ? 'counted' : 'out' }),
    h(
      'text',
      { x: isNearEnd ? cx - 9 : cx + 9, y: cy + 16, 'text-anchor': isNearEnd ? 'end' : 'start' },
      shown(id, 14),
    ),
  )
}
