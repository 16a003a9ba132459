import { formatBound } from '../format.ts'
import type { LatencyResult, MeasuredTarget } from '../latency-result.ts'
import { latencyConditions } from './latency-conditions.ts'
import { createPaint, type Paint } from './paint.ts'
import { renderTable } from './table.ts'
import { besideLabel } from './wrap.ts'

export interface LatencyRendering {
  readonly color: boolean
  /** Columns of the terminal. */
  readonly width: number
}

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

/** A latency result for a person: the verdict first, then percentiles with their intervals, then how the load went. */
export function renderLatency(result: LatencyResult, { color, width }: LatencyRendering): string {
  const paint = createPaint(color)
  const [first = '', ...more] = result.sentences
  const label = result.verdict.toUpperCase()
  const [head = '', ...rest] = besideLabel(`${label}   `, first, width)
  const lines = [
    painterOf(paint, result.verdict)(label) + head.slice(label.length),
    ...rest,
    ...more.flatMap(sentence => besideLabel('  ', sentence, width)),
    ...result.targets.flatMap(target => ['', ...renderTarget(target, paint, width)]),
    ...renderRatios(result, width),
    ...latencyConditions(result, paint, width),
    ...renderCapacity(result),
    ...baselineLines(result, width),
    ...(result.notes.length > 0
      ? ['', ...result.notes.flatMap(note => besideLabel('  note  ', note, width))]
      : []),
  ]
  return `${lines.join('\n')}\n`
}

function painterOf(paint: Paint, verdict: LatencyResult['verdict']) {
  return { pass: paint.good, fail: paint.bad, inconclusive: paint.unsure }[verdict]
}

function renderTarget(target: MeasuredTarget, paint: Paint, width: number): string[] {
  const { percentiles, budgets } = target
  const verdicts = percentiles.map(({ percentile }) =>
    budgets.find(each => each.percentile?.percentile === percentile),
  )
  const lines = renderTable(
    [
      { title: target.name, align: 'left', cells: percentiles.map(({ percentile }) => `p${percentile}`) },
      { title: 'latency', align: 'right', cells: percentiles.map(each => formatBound(each.estimate)) },
      { title: 'at least', align: 'right', cells: percentiles.map(each => formatBound(each.low)) },
      { title: 'at most', align: 'right', cells: percentiles.map(each => formatBound(each.high)) },
      { title: 'budget', align: 'right', cells: verdicts.map(each => each?.budget.split('=')[1] ?? '–') },
      {
        title: 'verdict',
        align: 'left',
        cells: verdicts.map(each => each?.verdict ?? ''),
        paint: (padded, row) => {
          const verdict = verdicts[row]?.verdict
          return verdict === undefined ? padded : painterOf(paint, verdict)(padded)
        },
      },
    ],
    width,
    paint.faint,
  )
  const { offered, achieved, requests, failures, checked, lag } = target
  const failed = Object.entries(failures).map(([why, many]) => `${many.toLocaleString('en')} ${why}`)
  return [
    ...lines,
    '',
    ...besideLabel('  target     ', target.url, width),
    `  load       ${Math.round(offered)} requests/s due, ${Math.round(achieved)} answered; ${requests.toLocaleString('en')} in all`,
    ...besideLabel('  failures   ', failed.length === 0 ? 'none' : failed.join(', '), width),
    ...groupLines(target),
    `  checked    ${checked.answers.toLocaleString('en')} answers, ${checked.wrong.toLocaleString('en')} wrong`,
    `  driver     late by ${formatBound(lag.p99)} at p99${lag.limit === null ? '' : `, may be by ${formatBound(lag.limit)}`}`,
    `  over time  ${sparkline(target)}  p99 by block, ${formatBound(greatest(target))} at most`,
  ]
}

/** Requests that belong together, such as those for hot and for cold keys. */
function groupLines({ groups = [] }: MeasuredTarget): string[] {
  return groups.map(({ name, requests, percentiles }) => {
    const told = percentiles.map(each => `p${each.percentile} ${formatBound(each.estimate)}`).join(', ')
    return `  ${name.padEnd(13)}${told}; ${requests.toLocaleString('en')} requests`
  })
}

/** How the run stands to a stored one: by whether intervals overlap. */
function baselineLines({ baseline }: LatencyResult, width: number): string[] {
  if (baseline === undefined) return []
  const words = { slower: 'slower', faster: 'faster', 'not-told-apart': 'not told apart' }
  const told = baseline.changes.map(({ percentile, before, change }) => {
    return `p${percentile} ${words[change]} (was ${formatBound(before.low)} to ${formatBound(before.high)})`
  })
  return besideLabel('  baseline   ', `${baseline.name}: ${told.join(', ')}; gates nothing`, width)
}

function greatest({ blocks }: MeasuredTarget): number | null {
  const known = blocks.map(block => block.p99)
  return known.includes(null) ? null : Math.max(0, ...(known as number[]))
}

/** A bar a block; × where failures make it infinite, and warm-up in brackets. */
function sparkline(target: MeasuredTarget): string {
  const top = Math.max(1, ...target.blocks.map(block => block.p99 ?? 0))
  const bar = (p99: number | null) =>
    p99 === null
      ? '×'
      : (bars[Math.min(bars.length - 1, Math.floor((p99 / top) * (bars.length - 1)))] as string)
  const warm = target.blocks.filter(block => block.warmUp)
  const steady = target.blocks.filter(block => !block.warmUp)
  const text = (blocks: MeasuredTarget['blocks']) => blocks.map(block => bar(block.p99)).join('')
  return (warm.length > 0 ? `(${text(warm)})` : '') + text(steady)
}

function renderRatios({ ratios, targets }: LatencyResult, width: number): string[] {
  const [first, second] = targets
  if (ratios.length === 0 || first === undefined || second === undefined) return []
  return [
    '',
    ...ratios.flatMap(({ percentile, ratio, low, high, pairs }) =>
      besideLabel(
        '  ',
        `p${percentile} of ${second.name} is ${ratio.toFixed(2)} times that of ${first.name} (${low.toFixed(2)} to ${high.toFixed(2)}, ${pairs} pairs side by side)`,
        width,
      ),
    ),
  ]
}

function renderCapacity({ saturation, capacity, ingestCapacity }: LatencyResult): string[] {
  const lines: string[] = []
  if (ingestCapacity !== undefined)
    lines.push(
      `  ingest     ${Math.round(ingestCapacity).toLocaleString('en')} records/s are taken in and visible`,
    )
  if (saturation !== null)
    lines.push(`  saturation ${Math.round(saturation)} requests/s, by a closed loop (autocannon)`)
  if (capacity !== null) {
    const tried = capacity.tried.map(({ rate, verdict }) => `${rate} ${verdict}`).join(', ')
    lines.push(`  capacity   ${capacity.rate} requests/s keep the SLO (tried ${tried})`)
  }
  return lines.length === 0 ? [] : ['', ...lines]
}
