import { formatBound, formatCount } from '../../format.ts'
import type { JudgedLatency, LatencyResult, MeasuredTarget } from '../../latency-result.ts'
import { badge } from '../badge.ts'
import { overTimeChart, percentileChart } from '../charts/percentile-chart.ts'
import type { Limits } from '../limits.ts'
import { h, placeOf, shown, type ViewChild, type ViewElement } from '../view-node.ts'
import { baselineView, conditionRuns, groupTable } from './latency-conditions.ts'
import type { PageSection } from './page-section.ts'
import { plainTable } from './plain-table.ts'
import { factTable, listOf } from './provenance-section.ts'
import { leftOut } from './wrong-features.ts'

/** What a run of `latency` measured: latency, freshness, and under which load. */
export function latencySections(result: LatencyResult, limits: Limits): readonly (PageSection | null)[] {
  const targets = result.targets.slice(0, limits.pictures)
  const latency: PageSection = {
    id: 'latency',
    title: 'Latency',
    content: [
      targets.map(target => targetView(target, result.load.durationMs)),
      leftOut(result.targets.length, targets.length, 'targets'),
      result.ratios.map(({ percentile, ratio, low, high, pairs }) =>
        h(
          'p',
          {},
          `p${percentile} of the second is ${ratio.toFixed(2)} times that of the first (${low.toFixed(2)} to ${high.toFixed(2)}, ${pairs} pairs side by side).`,
        ),
      ),
      capacityView(result),
      baselineView(result.baseline),
    ],
  }
  return [latency, freshnessSection(result, limits), provenance(result, limits)]
}

/** What the latency stage of a run measured; where the run comes from is told once, for all of it. */
export function latencyStageSections(result: LatencyResult, limits: Limits): readonly (PageSection | null)[] {
  return latencySections(result, limits).slice(0, 2)
}

function targetView(target: MeasuredTarget, durationMs: number): ViewElement {
  const { name, url, verdict, budgets, requests, failures, checked, lag } = target
  const failed = Object.entries(failures).map(([why, count]) => `${formatCount(count)} ${shown(why, 60)}`)
  return h(
    'div',
    { class: `card ${verdict}`, id: placeOf('target', name) },
    h('h3', {}, badge(verdict, verdict), ' ', h('span', { class: 'name' }, shown(name, 100))),
    h('p', { class: 'soft value' }, shown(url, 200)),
    budgetList(budgets),
    h('div', { class: 'side-by-side' }, percentileChart(target), overTimeChart(target, durationMs)),
    groupTable(target),
    loadBars(target),
    h(
      'p',
      {},
      `${formatCount(requests)} requests; failures: ${failed.length === 0 ? 'none' : failed.slice(0, 10).join(', ')}; ${formatCount(checked.answers)} answers checked, ${formatCount(checked.wrong)} wrong.`,
    ),
    h(
      'p',
      {},
      badge(lag.verdict, 'driver'),
      ` late by ${formatBound(lag.p99)} at p99${lag.limit === null ? '' : `, may be by ${formatBound(lag.limit)}`}: what the driver itself delayed is no latency of the target.`,
    ),
  )
}

function budgetList(budgets: readonly JudgedLatency[]): ViewElement | null {
  if (budgets.length === 0) return null
  return h(
    'ul',
    {},
    budgets.map(({ budget, verdict, percentile, errors, more }) => {
      const measured =
        percentile === null
          ? `${((errors?.share ?? 0) * 100).toPrecision(3)} % failed`
          : `${formatBound(percentile.estimate)}, 95 % interval ${formatBound(percentile.low)} to ${formatBound(percentile.high)}`
      const decided = more === null ? '' : `; ${formatCount(more)} more requests would decide`
      return h('li', {}, badge(verdict, shown(budget, 60)), ` ${measured}${decided}`)
    }),
  )
}

/** What was due beside what was answered. */
function loadBars({ offered, achieved }: MeasuredTarget): ViewElement {
  const most = Math.max(offered, achieved, 1e-9)
  const bar = (value: number, y: number, style: string, name: string) => [
    h('text', { x: 80, y: y + 13, 'text-anchor': 'end' }, name),
    h('rect', { x: 88, y, width: Math.max(1, Math.round((value / most) * 300)), height: 17, class: style }),
    h('text', { x: 96 + Math.round((value / most) * 300), y: y + 13 }, `${formatCount(value)} /s`),
  ]
  return h(
    'figure',
    {},
    h('figcaption', {}, 'Load: requests due by the schedule, and answered.'),
    h(
      'svg',
      {
        viewBox: '0 0 520 46',
        width: 520,
        role: 'img',
        'aria-label': `${formatCount(offered)} requests a second due, ${formatCount(achieved)} answered`,
      },
      bar(offered, 2, 'dot-a', 'offered'),
      bar(achieved, 25, 'dot-b', 'achieved'),
    ),
  )
}

function freshnessSection(result: LatencyResult, limits: Limits): PageSection | null {
  const { freshness } = result
  if (freshness.length === 0) return null
  const rows = freshness
    .flatMap(({ condition, stages }) => stages.map(stage => ({ condition, ...stage })))
    .slice(0, limits.features)
  const at = (of: (typeof rows)[number], wanted: number) => {
    const found = of.percentiles.find(({ percentile }) => percentile === wanted)
    return found === undefined
      ? '–'
      : `${formatBound(found.estimate)} (${formatBound(found.low)} to ${formatBound(found.high)})`
  }
  return {
    id: 'freshness',
    title: 'Freshness, stage by stage',
    content: [
      freshness.map(({ condition, budgets, timeouts }) => [
        budgets.length === 0 ? null : h('h3', {}, shown(condition, 80)),
        budgetList(budgets),
        timeouts > 0
          ? h('p', {}, `${shown(condition, 80)}: ${formatCount(timeouts)} events were not seen in time: +∞`)
          : null,
      ]),
      plainTable(
        'freshness by stage',
        ['condition', 'stage', 'events', 'p50', 'p99'],
        rows.map(row => [
          shown(row.condition, 80),
          shown(row.stage, 80),
          formatCount(row.events),
          at(row, 50),
          at(row, 99),
        ]),
      ),
      conditionRuns(result, limits),
    ],
  }
}

function capacityView({ saturation, capacity, ingestCapacity }: LatencyResult): ViewChild {
  return [
    saturation === null
      ? null
      : h('p', {}, `A closed loop of connections reached ${formatCount(saturation)} requests a second.`),
    ingestCapacity === undefined
      ? null
      : h(
          'p',
          {},
          `${formatCount(ingestCapacity)} records a second became visible when they were sent as fast as the store took them.`,
        ),
    capacity === null
      ? null
      : h(
          'p',
          {},
          `${formatCount(capacity.rate)} requests a second keep the SLO (tried ${capacity.tried.map(({ rate, verdict }) => `${formatCount(rate)}: ${verdict}`).join(', ')}).`,
        ),
  ]
}

function provenance(
  { provenance: { versions, machine }, load, notes }: LatencyResult,
  limits: Limits,
): PageSection {
  return {
    id: 'provenance',
    title: 'Where it comes from',
    content: [
      h(
        'ul',
        {},
        notes.slice(0, limits.notes).map(note => h('li', {}, shown(note, limits.text))),
      ),
      factTable(
        [
          ['versions', listOf(versions)],
          ['machine', machine],
          [
            'load',
            `${load.rate} requests/s, ${load.arrivals} arrivals, ${load.durationMs / 1_000} s, ${load.connections} connections, timeout ${load.timeoutMs} ms, seed ${load.seed}`,
          ],
        ],
        limits,
      ),
    ],
  }
}
