import { h, type ViewElement } from '../view-node.ts'

/** One mark of an axis: where it stands, in px, and what it says. */
export interface Mark {
  readonly at: number
  readonly text: string
}

/** A horizontal axis at `y`, with lines up to `top` where that is given. */
export function bottomAxis(
  marks: readonly Mark[],
  from: number,
  to: number,
  y: number,
  top: number | null,
): ViewElement {
  return h(
    'g',
    { class: 'axis' },
    h('line', { x1: from, x2: to, y1: y, y2: y }),
    marks.map(({ at, text }) => [
      top === null ? null : h('line', { class: 'grid', x1: px(at), x2: px(at), y1: top, y2: y }),
      h('text', { x: px(at), y: y + 16, 'text-anchor': 'middle' }, text),
    ]),
  )
}

/** A vertical axis at `x`, with lines up to `right` where that is given. */
export function leftAxis(marks: readonly Mark[], x: number, right: number | null): ViewElement {
  return h(
    'g',
    { class: 'axis' },
    marks.map(({ at, text }) => [
      right === null ? null : h('line', { class: 'grid', x1: x, x2: right, y1: px(at), y2: px(at) }),
      h('text', { x: x - 6, y: px(at + 4), 'text-anchor': 'end' }, text),
    ]),
  )
}

/** Pixels with one digit: more cannot be seen. */
export function px(value: number): number {
  return Math.round(value * 10) / 10
}

/** A path through points, straight from one to the next. */
export function pathThrough(points: readonly (readonly [x: number, y: number])[]): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('')
}

/** A path of steps: each value holds until the next begins. */
export function pathOfSteps(points: readonly (readonly [x: number, y: number])[], end: number): string {
  const [first] = points
  if (first === undefined) return ''
  const steps = points.map(([x, y], i) => (i === 0 ? `M${px(x)} ${px(y)}` : `H${px(x)}V${px(y)}`))
  return `${steps.join('')}H${px(end)}`
}
