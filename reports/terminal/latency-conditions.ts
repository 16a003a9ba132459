import { formatBound, formatCount, formatMany } from '../format.ts'
import type { ConditionRun, LatencyResult } from '../latency-result.ts'
import type { Paint } from './paint.ts'
import { renderTable } from './table.ts'
import { besideLabel } from './wrap.ts'

/** How fresh events were stage by stage, and how fast answers, under each condition. */
export function latencyConditions({ freshness }: LatencyResult, paint: Paint, width: number): string[] {
  return freshness.flatMap(({ condition, stages, timeouts, run }) => {
    const at = (percentile: number) =>
      stages.map(stage =>
        formatBound(stage.percentiles.find(each => each.percentile === percentile)?.estimate ?? null),
      )
    return [
      '',
      ...renderTable(
        [
          { title: `freshness, ${condition}`, align: 'left', cells: stages.map(({ stage }) => stage) },
          { title: 'events', align: 'right', cells: stages.map(({ events }) => formatCount(events)) },
          { title: 'p50', align: 'right', cells: at(50) },
          { title: 'p99', align: 'right', cells: at(99) },
        ],
        width,
        paint.faint,
      ),
      ...(timeouts > 0 ? [`  ${formatMany(timeouts, 'event was', 'events were')} not seen in time: +∞`] : []),
      ...(run === undefined ? [] : runLines(run, width)),
    ]
  })
}

function runLines({ verdict, ingest, reads, staleness }: ConditionRun, width: number): string[] {
  const wanted =
    ingest.wanted === null ? 'as many as are taken' : `${formatCount(ingest.wanted)} at the start`
  const read = reads.percentiles.flatMap(({ percentile, estimate }) =>
    percentile === 50 || percentile === 99 ? [`p${percentile} ${formatBound(estimate)}`] : [],
  )
  const { answers, stale, undeclared, contradicted } = staleness
  const wrong = undeclared + contradicted
  const said = `${formatCount(stale)} of ${formatMany(answers, 'answer')} stale and saying so${wrong === 0 ? '' : `, ${formatCount(wrong)} not as declared`}`
  const faults = (reads.faults ?? []).map(faultText)
  return [
    ...besideLabel('  verdict    ', `${verdict}; reads ${read.join(', ')}; ${said}`, width),
    ...besideLabel('  ingest     ', `${formatCount(ingest.achieved)} records/s (${wanted})`, width),
    ...(faults.length === 0 ? [] : besideLabel('  meanwhile  ', faults.join(', '), width)),
  ]
}

type FaultWindow = NonNullable<ConditionRun['reads']['faults']>[number]

function faultText({ fault, fromMs, toMs }: FaultWindow): string {
  return `${fault}, from ${formatBound(fromMs * 1_000)} to ${formatBound(toMs * 1_000)}`
}
