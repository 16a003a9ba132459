import { scaleLinear } from 'd3-scale'
import type { Picture } from '../../result.ts'
import { h, shown, type ViewElement } from '../view-node.ts'
import { bottomAxis, leftAxis, pathOfSteps, px } from './axis.ts'
import { microsOf } from './micros-of.ts'
import { numberScale } from './number-scale.ts'
import { besideT, offsetMarks, spanOf } from './offset-marks.ts'

const size = { width: 560, height: 300, left: 110, right: 18, top: 34, bottom: 56 }

/** Different values that get a lane each; more of them, if they are numbers, share a scale. */
const lanesMax = 9

interface Step {
  readonly at: number
  readonly value: string
}

/** Both sides as steps over T: what point-in-time gives, what was answered, and where they part. */
export function stepsChart(picture: Picture): ViewElement {
  const t = microsOf(picture.asOf)
  const steps = withoutRepeats(picture.steps.map(({ at, value }) => ({ at: microsOf(at) - t, value })))
  const own = picture.answers.map(({ at, value }) => ({ at: microsOf(at) - t, value }))
  // The answer that the picture is about stands even where the History could not give the others.
  const answers = own.some(({ at }) => at === 0)
    ? own
    : [...own, { at: 0, value: picture.given }].toSorted((a, b) => a.at - b.at)
  const right = size.width - size.right
  const bottom = size.height - size.bottom
  const edges = [...new Set([...steps, ...answers].map(({ at }) => at))].toSorted((a, b) => a - b)
  const { x, marks: instants } = instantScale(edges, right)
  // Nobody knows what would have been answered later: the last answer stands until the other side changes.
  const after = edges.find(at => at > (answers.at(-1)?.at ?? 0))
  const end = after === undefined ? right : x(after)
  const { y, marks } = valueScale([...steps, ...answers].map(({ value }) => value))
  const line = (of: readonly Step[], to: number) =>
    pathOfSteps(
      of.map(({ at, value }) => [x(at), y(value)] as const),
      to,
    )
  return h(
    'svg',
    {
      viewBox: `0 0 ${size.width} ${size.height}`,
      role: 'img',
      'aria-label': `at T ${picture.side === 'online' ? 'served' : 'trained on'} ${shown(picture.given, 60)}, point-in-time ${shown(picture.expected, 60)}`,
    },
    leftAxis(marks, size.left, right),
    bottomAxis(instants, size.left, right, bottom, null),
    apartAreas(steps, answers, x, y, end),
    h('path', { d: line(steps, right), class: 'line-a' }),
    h('path', { d: line(answers, end), class: 'line-b' }),
    answers.map(({ at, value }) => h('circle', { cx: px(x(at)), cy: px(y(value)), r: 4.5, class: 'dot-b' })),
    h('line', { x1: px(x(0)), x2: px(x(0)), y1: size.top, y2: bottom, class: 'as-of' }),
    h('text', { x: px(x(0)), y: size.top - 4, 'text-anchor': 'middle' }, 'T'),
    h('text', { x: size.left, y: 14, class: 'text-a' }, '— point-in-time'),
    h(
      'text',
      { x: size.left + 120, y: 14, class: 'text-b' },
      picture.side === 'online' ? '- - ● served' : '- - ● trained on',
    ),
    h(
      'text',
      { x: px((size.left + right) / 2), y: size.height - 8, 'text-anchor': 'middle' },
      'T, the instant that is asked for',
    ),
  )
}

/** Instants that each get a place of their own; of more the axis is one of time. */
const slotsMax = 14

/** Few instants stand side by side, each as wide as the next: a window's end and 1 µs after it are told apart so. */
function instantScale(edges: readonly number[], right: number) {
  if (edges.length > slotsMax) {
    const span = spanOf(edges)
    const x = scaleLinear(span, [size.left, right])
    return { x: (at: number) => x(at), marks: offsetMarks(x, span, 4) }
  }
  const width = (right - size.left) / (edges.length + 0.5)
  const x = (at: number) => size.left + (edges.indexOf(at) + 0.5) * width
  const every = Math.ceil(edges.length / 5)
  const own = edges.indexOf(0)
  const told = edges.filter((_, i) => (i - own) % every === 0)
  return { x, marks: told.map(at => ({ at: x(at), text: besideT(at) })) }
}

function withoutRepeats(steps: readonly Step[]): readonly Step[] {
  return steps.filter(({ value }, i) => value !== steps[i - 1]?.value)
}

/** Few values stand in lanes, numbers in their order, null below all; many numbers share an axis. */
function valueScale(values: readonly string[]) {
  const texts = [...new Set(values)].toSorted(byValue)
  const bottom = size.height - size.bottom
  const numbers = texts.map(Number)
  if (texts.length <= lanesMax || numbers.some(Number.isNaN)) {
    const lanes = texts.slice(0, 40)
    const lane = scaleLinear([0, Math.max(1, lanes.length - 1)], [bottom - 16, size.top + 10])
    const place = new Map(lanes.map((text, i) => [text, lane(i)]))
    return {
      y: (value: string) => place.get(value) ?? lane(0),
      marks: lanes.map((text, i) => ({ at: lane(i), text: shown(text, 14) })),
    }
  }
  const { at, ticks } = numberScale(
    [Math.min(...numbers), Math.max(...numbers)],
    [bottom - 10, size.top + 10],
  )
  return {
    y: (value: string) => at(Number(value)),
    marks: ticks(5).map(tick => ({ at: at(tick), text: String(tick) })),
  }
}

function byValue(a: string, b: string): number {
  const [x, y] = [a, b].map(text => (text === 'null' ? Number.NEGATIVE_INFINITY : Number(text))) as [
    number,
    number,
  ]
  if (Number.isNaN(x) || Number.isNaN(y)) return a < b ? -1 : 1
  return x === y ? 0 : x - y
}

/** Where the two steps are apart, from one answer until either side changes. */
function apartAreas(
  steps: readonly Step[],
  answers: readonly Step[],
  x: (at: number) => number,
  y: (value: string) => number,
  stop: number,
): readonly ViewElement[] {
  const valueAt = (of: readonly Step[], at: number) => of.findLast(step => step.at <= at)?.value
  const first = answers[0]?.at ?? 0
  const edges = [...new Set([...steps, ...answers].map(({ at }) => at))]
    .filter(at => at >= first)
    .toSorted((a, b) => a - b)
  return edges.flatMap((at, i) => {
    const [known, given] = [valueAt(steps, at), valueAt(answers, at)]
    if (known === undefined || given === undefined || known === given) return []
    const next = edges[i + 1]
    const end = next === undefined ? stop : Math.min(x(next), stop)
    if (end <= x(at)) return []
    const [top, low] = [Math.min(y(known), y(given)), Math.max(y(known), y(given))]
    return [
      h('rect', {
        x: px(x(at)),
        y: px(top),
        width: px(end - x(at)),
        height: px(Math.max(1, low - top)),
        class: 'apart',
      }),
    ]
  })
}
