import type {
  DriftComparison,
  DriftFeature,
  DriftPart,
  DriftResult,
  DriftStage,
  PairedDrift,
} from '../../drift-result.ts'
import { formatCount, formatNumber, formatPercent } from '../../format.ts'
import { badge } from '../badge.ts'
import { categoryChart, ecdfChart } from '../charts/ecdf-chart.ts'
import type { Limits } from '../limits.ts'
import { h, placeOf, shown, type ViewElement } from '../view-node.ts'
import type { PageSection } from './page-section.ts'
import { leftOut } from './wrong-features.ts'

const order = ['fail', 'inconclusive', 'pass']

/** Features whose pictures stand open. */
const openMax = 2

/** How distributions differ, the furthest first, with what the sample could have shown. */
export function driftSection(
  drift: DriftStage | DriftResult | null,
  limits: Limits,
  withVerdict = true,
): PageSection | null {
  if (drift === null || drift.comparisons.length + drift.paired.length === 0) return null
  const all = drift.comparisons.flatMap(comparison =>
    comparison.features.map(feature => ({ comparison, feature })),
  )
  const sorted = all.toSorted((a, b) => rankOf(a.feature) - rankOf(b.feature))
  const cards = sorted.slice(0, limits.drifts)
  const left = drift.comparisons.flatMap(({ name, notCompared }) =>
    notCompared.map(each => ({ name, ...each })),
  )
  return {
    id: 'drift',
    title: 'Drift of distributions',
    content: [
      withVerdict
        ? h('p', {}, badge(drift.verdict, drift.verdict), ' ', shown(drift.sentences[0] ?? '', limits.text))
        : null,
      drift.paired.map(paired => pairedView(paired, limits)),
      cards
        .filter(isFailing)
        .map(({ comparison, feature }, i) => featureCard(comparison, feature, i < openMax, limits)),
      othersView(
        cards.filter(each => !isFailing(each)),
        limits,
      ),
      leftOut(all.length, cards.length, 'compared features'),
      left.length === 0
        ? null
        : h(
            'p',
            {},
            `Not compared: ${left
              .slice(0, 20)
              .map(({ name, column, reason }) => shown(`${name}, ${column}: ${reason}`, 150))
              .join('; ')}`,
          ),
      leftOut(left.length, 20, 'columns that were not compared'),
      withVerdict
        ? null
        : h(
            'ul',
            {},
            drift.notes.slice(0, limits.notes).map(note => h('li', {}, shown(note, limits.text))),
          ),
    ],
  }
}

interface Compared {
  readonly comparison: DriftComparison
  readonly feature: DriftFeature
}

function isFailing({ feature }: Compared): boolean {
  return feature.verdict === 'fail'
}

/** What did not drift, or is not to be told from this sample, folded away. */
function othersView(others: readonly Compared[], limits: Limits): ViewElement | null {
  if (others.length === 0) return null
  const passed = others.filter(({ feature }) => feature.verdict === 'pass').length
  return h(
    'details',
    {},
    h('summary', {}, `${formatCount(passed)} that pass, ${formatCount(others.length - passed)} inconclusive`),
    others.map(({ comparison, feature }) => featureCard(comparison, feature, false, limits)),
  )
}

/** What failed first, then by how far it is beyond what matters. */
function rankOf({ verdict, parts }: DriftFeature): number {
  const beyond = Math.max(0, ...parts.map(part => part.low / Math.max(part.epsilon, 1e-9)))
  return order.indexOf(verdict) * 1e9 - beyond
}

function featureCard(
  comparison: DriftComparison,
  feature: DriftFeature,
  isOpen: boolean,
  limits: Limits,
): ViewElement {
  const { column, type, verdict, sentence, rows, smallestShift, where, unseen, notes } = feature
  const could =
    smallestShift === null
      ? null
      : `Four times of five this sample would have shown a KS distance of ${formatNumber(smallestShift.ks)}, a shift of ${formatNumber(smallestShift.sigma)} σ${smallestShift.unit === null ? '' : ` or ${formatNumber(smallestShift.unit)} in its own unit`}.`
  return h(
    'details',
    {
      class: `card ${verdict}`,
      id: placeOf('drift', comparison.name, column),
      'data-name': shown(column, 120),
      'data-wrong': verdict === 'fail',
      open: isOpen,
    },
    h(
      'summary',
      {},
      badge(verdict, verdict),
      ' ',
      h('h3', {}, h('span', { class: 'name' }, shown(column, 120))),
      h('span', { class: 'soft' }, `${shown(comparison.name, 120)}; ${type}`),
    ),
    h('p', { class: 'proof' }, shown(sentence, limits.text)),
    h(
      'p',
      { class: 'soft' },
      `${formatCount(rows.reference)} rows of ${shown(comparison.reference.name, 80)} against ${formatCount(rows.current)} of ${shown(comparison.current.name, 80)}. ${could ?? ''}`,
    ),
    ecdfChart(feature) ?? categoryChart(feature),
    partsTable(feature),
    where.map(segmentsText),
    unseen.length === 0
      ? null
      : h(
          'p',
          {},
          `Not in the reference: ${unseen.map(({ category, rows: count }) => `${shown(category, 40)} (${formatCount(count)})`).join(', ')}`,
        ),
    notes.slice(0, 5).map(note => h('p', { class: 'soft' }, shown(note, limits.text))),
  )
}

function segmentsText({ by, segments, moved, movedCount }: DriftFeature['where'][number]): ViewElement {
  const named = moved
    .map(({ segment, distance }) => `${shown(segment, 60)} (${formatNumber(distance)})`)
    .join(', ')
  return h(
    'p',
    {},
    movedCount === 0
      ? `By ${shown(by, 60)}: none of ${formatCount(segments)} segments is proved to have moved.`
      : `By ${shown(by, 60)}: ${formatCount(movedCount)} of ${formatCount(segments)} segments moved, the furthest ${named}.`,
  )
}

function partsTable({ parts }: DriftFeature): ViewElement {
  const heads = [
    'part',
    'distance',
    'interval',
    'matters',
    'p adjusted',
    'independent rows',
    'would have shown',
  ]
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'what was compared' },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          heads.map((head, i) => h('th', { scope: 'col', class: i === 0 ? null : 'n' }, head)),
        ),
      ),
      h(
        'tbody',
        {},
        parts.map(part =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, badge(part.verdict, part.part)),
            partCells(part).map(text => h('td', { class: 'n' }, text)),
          ),
        ),
      ),
    ),
  )
}

function partCells({ distance, low, high, epsilon, adjusted, effective, smallest, p }: DriftPart): string[] {
  return [
    formatNumber(distance),
    `${formatNumber(low)}–${formatNumber(high)}`,
    formatNumber(epsilon),
    chanceText(adjusted?.benjaminiHochberg ?? p),
    `${formatNumber(effective.reference)} / ${formatNumber(effective.current)}`,
    smallest === null || smallest === undefined ? '–' : formatNumber(smallest),
  ]
}

function pairedView({ name, budget, features }: PairedDrift, limits: Limits): ViewElement {
  const sorted = features.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
  const rows = sorted.slice(0, limits.drifts)
  return h(
    'details',
    {},
    h(
      'summary',
      {},
      `In pairs, ${shown(name, 100)}: ${formatCount(features.filter(({ verdict }) => verdict === 'fail').length)} of ${formatCount(features.length)} features above the budget of ${formatPercent(budget)}`,
    ),
    h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'pairs' },
      h(
        'table',
        {},
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            ['feature', 'verdict', 'what'].map(head => h('th', { scope: 'col' }, head)),
          ),
        ),
        h(
          'tbody',
          {},
          rows.map(({ column, verdict, sentence }) =>
            h(
              'tr',
              {},
              h('th', { scope: 'row' }, shown(column, 120)),
              h('td', {}, badge(verdict, verdict)),
              h('td', {}, shown(sentence, limits.text)),
            ),
          ),
        ),
      ),
    ),
    leftOut(features.length, rows.length, 'features'),
  )
}

/** A p-value; below one in ten thousand only that. */
function chanceText(p: number | null): string {
  if (p === null) return '–'
  return p < 0.0001 ? '< 0.0001' : formatNumber(p)
}
