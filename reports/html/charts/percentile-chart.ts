import { scaleLinear, scaleLog } from 'd3-scale'
import { formatBound, formatMicros } from '../../format.ts'
import type { LatencyPercentile, MeasuredTarget } from '../../latency-result.ts'
import { h, shown, type ViewElement } from '../view-node.ts'
import { bottomAxis, leftAxis, pathThrough, px } from './axis.ts'

const size = { width: 520, height: 280, left: 62, right: 22, top: 26, bottom: 40 }

type Scale = (value: number) => number

/** A scale of times, by factors, with marks at 1, 2 and 5. */
function timeScale(values: readonly number[]) {
  const known = values.filter(value => value > 0)
  const low = known.length === 0 ? 1 : Math.min(...known)
  const high = known.length === 0 ? 10 : Math.max(...known)
  const y = scaleLog([low / 1.3, Math.max(high * 1.3, low * 2)], [size.height - size.bottom, size.top])
  const ticks = y.ticks(6).filter(tick => /^[125]/.test(tick.toExponential()))
  return { y: y as Scale, marks: ticks.map(tick => ({ at: y(tick), text: formatMicros(tick) })) }
}

/** Percentiles with the intervals that hold the true ones, and what the budgets allow. */
export function percentileChart({ name, percentiles, budgets }: MeasuredTarget): ViewElement | null {
  if (percentiles.length === 0) return null
  const limits = budgets.flatMap(({ budget, percentile }) => {
    const micros = limitOf(budget)
    return percentile === null || micros === null
      ? []
      : [{ percentile: percentile.percentile, micros, budget }]
  })
  const right = size.width - size.right
  const { y, marks } = timeScale([
    ...percentiles.flatMap(({ estimate, low, high }) =>
      [estimate, low, high].filter(value => value !== null),
    ),
    ...limits.map(({ micros }) => micros),
  ])
  // By how few are slower: each place is a percentile that was asked for.
  const x = scaleLinear([0, Math.max(1, percentiles.length - 1)], [size.left + 44, right - 24])
  const known = percentiles.flatMap(({ estimate }, i) =>
    estimate === null ? [] : [[x(i), y(estimate)] as const],
  )
  return h(
    'figure',
    {},
    h(
      'figcaption',
      {},
      `${shown(name, 80)}: latency by percentile, each with its interval; dashed: what the budget allows.`,
    ),
    h(
      'svg',
      { viewBox: `0 0 ${size.width} ${size.height}`, role: 'img', 'aria-label': labelOf(percentiles) },
      leftAxis(marks, size.left, right),
      bottomAxis(
        percentiles.map(({ percentile }, i) => ({ at: x(i), text: `p${percentile}` })),
        size.left,
        right,
        size.height - size.bottom,
        null,
      ),
      h('path', { d: pathThrough(known), class: 'line-a' }),
      percentiles.map((each, i) => intervalMark(each, x(i), y)),
      limits.map(limit => limitMark(limit, percentiles, x, y)),
    ),
  )
}

function labelOf(percentiles: readonly LatencyPercentile[]): string {
  return percentiles
    .map(
      ({ percentile, estimate, low, high }) =>
        `p${percentile} ${formatBound(estimate)}, ${formatBound(low)} to ${formatBound(high)}`,
    )
    .join('; ')
}

/** µs of `p99=50ms`; null for a share of errors. */
function limitOf(budget: string): number | null {
  const found = /=\s*([\d.]+)\s*(us|µs|ms|s|m)$/.exec(budget)
  if (found === null) return null
  const units: Readonly<Record<string, number>> = { us: 1, µs: 1, ms: 1_000, s: 1_000_000, m: 60_000_000 }
  return Number(found[1]) * (units[found[2] ?? ''] ?? Number.NaN)
}

/** An interval without an upper end goes on to the top. */
function intervalMark({ estimate, low, high }: LatencyPercentile, x: number, y: Scale): ViewElement {
  const top = high === null ? size.top : y(Math.max(high, 1))
  const bottom = low === null || low <= 0 ? size.height - size.bottom : y(low)
  return h(
    'g',
    {},
    h('line', { x1: px(x), x2: px(x), y1: px(top), y2: px(bottom), class: 'line-a' }),
    h('line', { x1: px(x - 6), x2: px(x + 6), y1: px(top), y2: px(top), class: 'line-a' }),
    h('line', { x1: px(x - 6), x2: px(x + 6), y1: px(bottom), y2: px(bottom), class: 'line-a' }),
    estimate === null
      ? h('text', { x: px(x), y: size.top - 8, 'text-anchor': 'middle' }, '+∞')
      : [
          h('circle', { cx: px(x), cy: px(y(Math.max(estimate, 1))), r: 4, class: 'dot-a' }),
          h(
            'text',
            { x: px(x - 8), y: px(y(Math.max(estimate, 1)) - 8), 'text-anchor': 'end' },
            formatMicros(estimate),
          ),
        ],
  )
}

function limitMark(
  {
    percentile,
    micros,
    budget,
  }: { readonly percentile: number; readonly micros: number; readonly budget: string },
  percentiles: readonly LatencyPercentile[],
  x: Scale,
  y: Scale,
): ViewElement {
  const at = percentiles.findIndex(each => each.percentile === percentile)
  const middle = x(Math.max(0, at))
  return h(
    'g',
    {},
    h('line', {
      x1: px(middle - 34),
      x2: px(middle + 34),
      y1: px(y(micros)),
      y2: px(y(micros)),
      class: 'limit',
    }),
    h(
      'text',
      { x: px(middle), y: px(y(micros) - 6), 'text-anchor': 'middle', class: 'text-b' },
      shown(budget, 20),
    ),
  )
}

/** p50 and p99 block by block; the warm-up and what was broken meanwhile shaded, blocks in which requests failed marked. */
export function overTimeChart(
  { name, blocks, faults = [] }: MeasuredTarget,
  durationMs: number,
): ViewElement | null {
  if (blocks.length === 0) return null
  const right = size.width - size.right
  const bottom = size.height - size.bottom
  const { y, marks } = timeScale(blocks.flatMap(({ p50, p99 }) => [p50, p99].filter(value => value !== null)))
  const x = scaleLinear([0, blocks.length], [size.left, right])
  const line = (of: 'p50' | 'p99') =>
    pathThrough(
      blocks.flatMap((block, i) =>
        block[of] === null || block[of] <= 0 ? [] : [[x(i + 0.5), y(block[of])] as const],
      ),
    )
  const warm = blocks.filter(({ warmUp }) => warmUp).length
  return h(
    'figure',
    {},
    h(
      'figcaption',
      {},
      `${shown(name, 80)}: latency over time, ${blocks.length} blocks; shaded: warm-up, which no budget is held against${faults.length === 0 ? '' : '; tinted: what was broken on purpose'}; ✗: requests failed.`,
    ),
    h(
      'svg',
      {
        viewBox: `0 0 ${size.width} ${size.height}`,
        role: 'img',
        'aria-label': [`latency over time of ${shown(name, 80)}`, ...faults.map(faultText)].join('; '),
      },
      h('rect', {
        x: size.left,
        y: size.top,
        width: px(x(warm) - size.left),
        height: bottom - size.top,
        class: 'unknown-yet',
      }),
      faults.map((fault, i) =>
        faultMark(fault, i, ms => x((Math.min(ms, durationMs) / durationMs) * blocks.length)),
      ),
      leftAxis(marks, size.left, right),
      bottomAxis(
        x.ticks(Math.min(blocks.length, 10)).map(tick => ({ at: x(tick), text: String(tick) })),
        size.left,
        right,
        bottom,
        null,
      ),
      h('path', { d: line('p99'), class: 'line-b' }),
      h('path', { d: line('p50'), class: 'line-a' }),
      blocks.map(({ failures, p99 }, i) =>
        failures > 0 || p99 === null
          ? h('text', { x: px(x(i + 0.5)), y: size.top + 10, 'text-anchor': 'middle', class: 'text-b' }, '✗')
          : null,
      ),
      h('text', { x: size.left + 8, y: size.top - 8, class: 'text-b' }, '- - p99'),
      h('text', { x: size.left + 70, y: size.top - 8, class: 'text-a' }, '— p50'),
    ),
  )
}

type FaultWindow = NonNullable<MeasuredTarget['faults']>[number]

function faultText({ fault, fromMs, toMs }: FaultWindow): string {
  return `${shown(fault, 60)} from ${formatMicros(fromMs * 1_000)} to ${formatMicros(toMs * 1_000)}`
}

/** Names of windows that lie side by side stand below one another. */
function faultMark(window: FaultWindow, place: number, x: Scale): ViewElement {
  const [from, to] = [x(window.fromMs), x(window.toMs)]
  return h(
    'g',
    {},
    h('rect', {
      x: px(from),
      y: size.top,
      width: px(Math.max(2, to - from)),
      height: size.height - size.bottom - size.top,
      class: 'apart',
    }),
    h(
      'text',
      { x: px(from + 4), y: size.top + 26 + (place % 4) * 16, class: 'text-b' },
      shown(window.fault, 30),
    ),
  )
}
