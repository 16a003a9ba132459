import { scaleLinear } from 'd3-scale'
import type { DriftFeature } from '../../drift-result.ts'
import { formatNumber, formatPercent } from '../../format.ts'
import { h, shown, type ViewElement } from '../view-node.ts'
import { bottomAxis, leftAxis, pathOfSteps, px } from './axis.ts'
import { numberScale } from './number-scale.ts'

const size = { width: 520, height: 260, left: 46, right: 12, top: 14, bottom: 40 }

/** Two ECDFs over one another, D marked where it is greatest, and ε, the distance that matters, as a bar to hold it against. */
export function ecdfChart({ column, curve, parts }: DriftFeature): ViewElement | null {
  const part = parts.find(({ measure }) => measure === 'ks')
  const [first] = curve?.points ?? []
  const last = curve?.points.at(-1)
  if (curve === undefined || part === undefined || first === undefined || last === undefined) return null
  const right = size.width - size.right
  const bottom = size.height - size.bottom
  const span: [number, number] =
    last.value > first.value ? [first.value, last.value] : [first.value - 1, first.value + 1]
  const { at: x, ticks } = numberScale(span, [size.left, right])
  const y = scaleLinear([0, 1], [bottom, size.top])
  const line = (side: 'reference' | 'current') =>
    pathOfSteps(
      [[size.left, y(0)], ...curve.points.map(point => [x(point.value), y(point[side])] as const)],
      right,
    )
  const apart = curve.points.find(({ value }) => value === curve.apartAt)
  return h(
    'figure',
    {},
    h(
      'figcaption',
      {},
      `${shown(column, 80)}: share of values at or below. D = ${formatNumber(part.distance)} (the true one between ${formatNumber(part.low)} and ${formatNumber(part.high)}), ε = ${formatNumber(part.epsilon)} matters.`,
    ),
    h(
      'svg',
      {
        viewBox: `0 0 ${size.width} ${size.height}`,
        role: 'img',
        'aria-label': `ECDFs of ${shown(column, 80)}; D ${formatNumber(part.distance)}`,
      },
      leftAxis(
        y.ticks(4).map(tick => ({ at: y(tick), text: `${tick * 100} %` })),
        size.left,
        right,
      ),
      bottomAxis(
        ticks(5).map(tick => ({ at: x(tick), text: formatNumber(tick) })),
        size.left,
        right,
        bottom,
        null,
      ),
      gateBand(curve.points, part.epsilon, x, y),
      h('path', { d: line('reference'), class: 'line-a' }),
      h('path', { d: line('current'), class: 'line-b' }),
      apart === undefined ? null : distanceMark(x(apart.value), y(apart.reference), y(apart.current)),
      h('text', { x: size.left + 8, y: size.top + 12, class: 'text-a' }, '— reference'),
      h('text', { x: size.left + 8, y: size.top + 28, class: 'text-b' }, '- - current'),
      h('text', { x: size.left + 8, y: size.top + 44, class: 'soft' }, 'band: reference ± ε'),
    ),
  )
}

type Scale = (value: number) => number

/** Around the reference: a current curve that stays in it differs by less than what matters. */
function gateBand(points: NonNullable<DriftFeature['curve']>['points'], epsilon: number, x: Scale, y: Scale) {
  const upper = points.map(
    ({ value, reference }) => `${px(x(value))} ${px(y(Math.min(1, reference + epsilon)))}`,
  )
  const lower = points.map(
    ({ value, reference }) => `${px(x(value))} ${px(y(Math.max(0, reference - epsilon)))}`,
  )
  return h('polygon', { class: 'band', points: [...upper, ...lower.toReversed()].join(' ') })
}

function distanceMark(x: number, from: number, to: number): ViewElement {
  return h(
    'g',
    {},
    h('line', { x1: px(x), x2: px(x), y1: px(from), y2: px(to), class: 'limit' }),
    h('text', { x: px(Math.min(x + 6, size.width - 30)), y: px((from + to) / 2 + 4), class: 'text-b' }, 'D'),
  )
}

/** The shares of categories on each side, one pair of bars a category. */
export function categoryChart({ column, bars }: DriftFeature): ViewElement | null {
  if (bars === undefined || bars.length === 0) return null
  const step = 34
  const x = scaleLinear([0, Math.max(...bars.flatMap(bar => [bar.reference, bar.current]))], [0, 260])
  return h(
    'figure',
    {},
    h(
      'figcaption',
      {},
      `${shown(column, 80)}: shares of the most frequent categories; above the reference, below (striped) the current side.`,
    ),
    h(
      'svg',
      {
        viewBox: `0 0 520 ${bars.length * step + 6}`,
        role: 'img',
        'aria-label': `categories of ${shown(column, 80)}`,
      },
      bars.map(({ category, reference, current }, i) => [
        h('text', { x: 150, y: i * step + 20, 'text-anchor': 'end' }, shown(category, 20)),
        h('rect', {
          x: 158,
          y: i * step + 3,
          width: Math.max(1, px(x(reference))),
          height: 13,
          class: 'dot-a',
        }),
        h('rect', {
          x: 158,
          y: i * step + 17,
          width: Math.max(1, px(x(current))),
          height: 13,
          class: 'dot-b',
        }),
        h('rect', {
          x: 158,
          y: i * step + 17,
          width: Math.max(1, px(x(current))),
          height: 13,
          fill: 'url(#hatch)',
        }),
        h('text', { x: px(164 + x(reference)), y: i * step + 14 }, formatPercent(reference)),
        h('text', { x: px(164 + x(current)), y: i * step + 28 }, formatPercent(current)),
      ]),
    ),
  )
}
