import type { DriftComparison, DriftFeature, DriftPart, DriftResult, PairedDrift } from '../drift-result.ts'
import { formatCount, formatMany, formatNumber, formatPercent } from '../format.ts'
import { createPaint, type Paint } from './paint.ts'
import { type Column, renderTable } from './table.ts'
import { besideLabel } from './wrap.ts'

export interface DriftRendering {
  readonly color: boolean
  /** Columns of the terminal. */
  readonly width: number
}

/** A drift result for a person: the verdict first, then a table, then where it moved. */
export function renderDrift(result: DriftResult, { color, width }: DriftRendering): string {
  const paint = createPaint(color)
  const [first = '', ...more] = result.sentences
  const lines = [
    ...verdictLines(result, first, paint, width),
    ...more.flatMap(sentence => besideLabel('  ', sentence, width)),
    ...result.paired.flatMap(pairs => ['', ...renderPairs(pairs, paint, width)]),
    ...result.comparisons.flatMap(comparison => ['', ...renderComparison(comparison, paint, width)]),
    ...(result.notes.length > 0
      ? ['', ...result.notes.flatMap(note => besideLabel('  ', `note: ${note}`, width))]
      : []),
    '',
    `  look ${result.look}, exit ${result.exitCode}`,
  ]
  return `${lines.join('\n')}\n`
}

/** The label is painted once the text beside it is broken: colours take no room. */
function verdictLines({ verdict }: DriftResult, text: string, paint: Paint, width: number): string[] {
  const label = verdict.toUpperCase()
  const [head = '', ...rest] = besideLabel(`${label}   `, text, width)
  return [paint.verdict(verdict)(label) + head.slice(label.length), ...rest]
}

/** A comparison of two tables: every feature in a row, and where it moved. */
export function renderComparison(comparison: DriftComparison, paint: Paint, width: number): string[] {
  const { reference, current, features, notCompared } = comparison
  const side = ({ name, rows, entities }: DriftComparison['reference']) =>
    `${name} (${formatMany(rows, 'row')}${entities === null ? '' : `, ${formatMany(entities, 'entity', 'entities')}`})`
  const ordered = features.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
  return [
    ...besideLabel('  ', `${side(reference)} against ${side(current)}`, width),
    '',
    ...renderTable(columnsOf(ordered, paint), width, paint.faint),
    ...ordered.flatMap(feature => renderWhere(feature, width)),
    ...notCompared.flatMap(({ column, reason }) =>
      besideLabel('  ', `not compared: ${column}: ${reason}`, width),
    ),
  ]
}

const order: readonly string[] = ['fail', 'inconclusive', 'pass']
const pairWords = { fail: 'differs', inconclusive: 'unsure', pass: 'pass' } as const
const words = { fail: 'drift', inconclusive: 'unsure', pass: 'pass' } as const

/** The part that a row tells of: the one that decides, else the values. */
function partOf(feature: DriftFeature): DriftPart | undefined {
  return feature.parts.find(part => part.verdict === feature.verdict) ?? feature.parts[0]
}

function columnsOf(features: readonly DriftFeature[], paint: Paint): Column[] {
  const painters = { fail: paint.bad, inconclusive: paint.unsure, pass: paint.good }
  const parts = features.map(partOf)
  const cells = (text: (part: DriftPart, feature: DriftFeature) => string) =>
    features.map((feature, row) => (parts[row] === undefined ? '–' : text(parts[row], feature)))
  return [
    { title: 'feature', align: 'left', cells: features.map(feature => feature.column) },
    {
      title: 'verdict',
      align: 'left',
      cells: features.map(feature => words[feature.verdict]),
      paint: (padded, row) => painters[features[row]!.verdict](padded),
    },
    { title: 'by', align: 'left', cells: cells(part => part.part) },
    { title: 'distance', align: 'right', cells: cells(part => formatDistance(part.distance)) },
    {
      title: 'interval',
      align: 'right',
      cells: cells(part => `${formatDistance(part.low)}–${formatDistance(part.high)}`),
    },
    { title: 'matters', align: 'right', cells: cells(part => formatDistance(part.epsilon)) },
    {
      title: 'p (BH)',
      align: 'right',
      cells: cells(part => formatP(part.adjusted?.benjaminiHochberg)),
      optional: true,
    },
    {
      title: 'shows from',
      align: 'right',
      cells: features.map((feature, row) => shownFrom(feature, parts[row])),
      optional: true,
    },
    {
      title: 'PSI',
      align: 'right',
      cells: features.map(({ known }) => formatOr(known?.psi)),
      optional: true,
    },
    {
      title: 'W/σ',
      align: 'right',
      cells: features.map(({ known }) => formatOr(known?.wassersteinPerSigma)),
      optional: true,
    },
  ]
}

/** What the sample would have shown: a shift of numbers, a difference of shares. */
function shownFrom({ smallestShift }: DriftFeature, part: DriftPart | undefined): string {
  if (smallestShift !== null && part?.measure !== 'share') return `${formatNumber(smallestShift.sigma)} σ`
  const smallest = part?.smallest ?? null
  return smallest === null ? '–' : `${formatNumber(smallest * 100)} points`
}

function formatDistance(distance: number): string {
  return distance.toFixed(3)
}

function formatP(p: number | undefined): string {
  return p === undefined ? '–' : p < 0.0001 ? '<.0001' : p.toFixed(4)
}

function formatOr(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : formatNumber(value)
}

function renderWhere({ column, where, verdict, sentence }: DriftFeature, width: number): string[] {
  if (verdict === 'pass') return []
  const told = where.map(({ by, segments, moved, movedCount }) => {
    const [first] = moved
    if (first === undefined)
      return `by ${by}: no one of ${formatCount(segments)} is proved to have moved alone`
    const names = moved.map(each => each.segment).join(', ')
    return `by ${by}: ${formatCount(movedCount)} of ${formatCount(segments)} moved, the furthest ${names} (${formatDistance(first.distance)})`
  })
  return [
    '',
    ...besideLabel('  ', `${column}: ${sentence}`, width),
    ...told.flatMap(text => besideLabel('    ', text, width)),
  ]
}

/** Pairs of one target: how many differ, and how many may. */
export function renderPairs({ name, budget, features }: PairedDrift, paint: Paint, width: number): string[] {
  const painters = { fail: paint.bad, inconclusive: paint.unsure, pass: paint.good }
  const columns: Column[] = [
    { title: 'feature', align: 'left', cells: features.map(feature => feature.column) },
    {
      title: 'verdict',
      align: 'left',
      cells: features.map(feature => pairWords[feature.verdict]),
      paint: (padded, row) => painters[features[row]!.verdict](padded),
    },
    { title: 'pairs', align: 'right', cells: features.map(feature => formatCount(feature.compared)) },
    { title: 'differ', align: 'right', cells: features.map(feature => formatCount(feature.mismatches)) },
    {
      title: 'stale',
      align: 'right',
      cells: features.map(feature => formatCount(feature.stale)),
      optional: true,
    },
    {
      title: 'at most',
      align: 'right',
      cells: features.map(feature =>
        feature.interval.clustered === null ? '–' : formatPercent(feature.interval.clustered.high),
      ),
    },
    {
      title: 'p (direction)',
      align: 'right',
      cells: features.map(feature => formatP(feature.direction?.p)),
      optional: true,
    },
    {
      title: 'p (size)',
      align: 'right',
      cells: features.map(feature => formatP(feature.magnitude?.p)),
      optional: true,
    },
  ]
  return [
    ...besideLabel('  ', `${name}, pair by pair, budget ${formatPercent(budget)}`, width),
    '',
    ...renderTable(columns, width, paint.faint),
  ]
}
