import { formatBound, formatCount } from '../../format.ts'
import type {
  ConditionRun,
  LatencyBaseline,
  LatencyCondition,
  LatencyPercentile,
  LatencyResult,
  MeasuredTarget,
} from '../../latency-result.ts'
import { badge } from '../badge.ts'
import { overTimeChart } from '../charts/percentile-chart.ts'
import type { Limits } from '../limits.ts'
import { h, placeOf, shown, type ViewChild, type ViewElement } from '../view-node.ts'
import { plainTable } from './plain-table.ts'

/** What was measured of reads while something went on: bursts, hot keys, faults; their windows shaded. */
export function conditionRuns({ freshness }: LatencyResult, limits: Limits): ViewChild {
  return freshness
    .flatMap(condition => (condition.run === undefined ? [] : [[condition, condition.run] as const]))
    .slice(0, limits.pictures)
    .map(([condition, run]) => conditionView(condition, run, limits))
}

function conditionView({ condition }: LatencyCondition, run: ConditionRun, limits: Limits): ViewElement {
  const { verdict, sentences, durationMs, ingest, reads, staleness } = run
  const wanted = ingest.wanted === null ? 'as many as are taken' : `${formatCount(ingest.wanted)} wanted`
  return h(
    'div',
    { class: `card ${verdict}`, id: placeOf('condition', condition) },
    h('h3', {}, badge(verdict, verdict), ' ', h('span', { class: 'name' }, shown(condition, 80))),
    h(
      'ul',
      {},
      sentences.slice(0, 10).map(sentence => h('li', {}, shown(sentence, limits.text))),
    ),
    overTimeChart(reads, durationMs),
    groupTable(reads),
    h(
      'p',
      {},
      `${formatCount(ingest.achieved)} records/s taken in meanwhile (${wanted}); ${formatCount(staleness.answers)} answers, ${formatCount(staleness.stale)} said to be stale, ${formatCount(staleness.undeclared)} stale without saying so, ${formatCount(staleness.contradicted)} that cannot be.`,
    ),
  )
}

/** Requests that belong together, such as those for hot and cold keys, side by side. */
export function groupTable({ groups = [] }: MeasuredTarget): ViewElement | null {
  if (groups.length === 0) return null
  const at = (percentiles: readonly LatencyPercentile[], wanted: number) => {
    const found = percentiles.find(({ percentile }) => percentile === wanted)
    return found === undefined ? '–' : withInterval(found)
  }
  return plainTable(
    'requests by group',
    ['group', 'requests', 'p50', 'p99'],
    groups.map(({ name, requests, percentiles }) => [
      shown(name, 80),
      formatCount(requests),
      at(percentiles, 50),
      at(percentiles, 99),
    ]),
  )
}

const changeTones = { slower: 'inconclusive', faster: 'pass', 'not-told-apart': 'skipped' } as const
const changeWords = { slower: 'slower', faster: 'faster', 'not-told-apart': 'not told apart' } as const

/** How this run stands to a stored one, which gates nothing. */
export function baselineView(baseline: LatencyBaseline | undefined): ViewChild {
  if (baseline === undefined) return null
  const { name, machine, changes } = baseline
  return [
    h('h3', {}, 'Against a stored run'),
    h(
      'p',
      { class: 'soft' },
      `${shown(name, 200)}, on ${shown(machine, 200)}. It gates nothing: times of another hour are another machine's.`,
    ),
    plainTable(
      'against a stored run',
      ['percentile', 'before', 'now', 'change'],
      changes.map(({ percentile, before, now, change }) => [
        `p${percentile}`,
        withInterval(before),
        withInterval(now),
        badge(changeTones[change], changeWords[change]),
      ]),
    ),
  ]
}

function withInterval({ estimate, low, high }: LatencyPercentile): string {
  return `${formatBound(estimate)} (${formatBound(low)} to ${formatBound(high)})`
}
