import { scaleLinear } from 'd3-scale'
import { formatCount, formatMicros } from '../../format.ts'
import type { FeatureResult, Result } from '../../result.ts'
import { px } from '../charts/axis.ts'
import type { Limits } from '../limits.ts'
import { h, shown, type ViewElement } from '../view-node.ts'
import type { PageSection } from './page-section.ts'
import { featuresByWrong, leftOut, wrongOf } from './wrong-features.ts'

interface Part {
  readonly name: string
  readonly style: string
  readonly hatched: boolean
  readonly countOf: (feature: FeatureResult) => number
}

/** What a difference is made of, the bugs first. */
const parts: readonly Part[] = [
  {
    name: 'defect',
    style: 'defect',
    hatched: false,
    countOf: ({ cells }) => cells.defect + cells.training.defect,
  },
  { name: 'leak', style: 'leak', hatched: true, countOf: ({ cells }) => cells.training.leak },
  { name: 'staleness', style: 'stale', hatched: false, countOf: ({ cells }) => cells.staleness },
  { name: 'late data', style: 'late', hatched: true, countOf: ({ cells }) => cells.lateData },
]

const width = 360

/** Where served and training values part: bugs, lag, and what no store can know, one bar a feature. */
export function partsSection(result: Result, limits: Limits): PageSection | null {
  const all = featuresByWrong(result)
    .filter(([, feature]) => parts.some(({ countOf }) => countOf(feature) > 0))
    .toSorted(([, a], [, b]) => wrongOf(b.cells) - wrongOf(a.cells) || sumOf(b) - sumOf(a))
  if (all.length === 0) return null
  const rows = all.slice(0, limits.features)
  const scale = scaleLinear([0, Math.max(...rows.map(([, feature]) => sumOf(feature)))], [0, width])
  return {
    id: 'parts',
    title: 'What the differences are made of',
    content: [
      h(
        'p',
        { class: 'soft' },
        `Values of both sides, all bars to one scale. Defects and leaks are bugs: their budget is 0. ${budgetText(result)}`,
      ),
      legend(),
      h(
        'div',
        { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'parts by feature' },
        tableOf(rows, scale),
      ),
      leftOut(all.length, rows.length, 'features with a difference'),
    ],
  }
}

function budgetText({ checks, lags }: Result): string {
  const texts = checks
    .filter(({ name }) => name === 'freshness' || name === 'late-data')
    .map(check => (check.verdict === 'skipped' ? check.reason : check.detail))
  const lag =
    lags === null
      ? ''
      : ` Stale values lag by ${formatMicros(lags.median)} (median), ${formatMicros(lags.p99)} (p99), ${formatMicros(lags.max)} at most.`
  return `${texts.join('; ')}.${lag}`
}

function sumOf(feature: FeatureResult): number {
  return parts.reduce((sum, { countOf }) => sum + countOf(feature), 0)
}

function tableOf(
  rows: readonly (readonly [string, FeatureResult])[],
  scale: (count: number) => number,
): ViewElement {
  return h(
    'table',
    {},
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col' }, 'feature'),
        h('th', { scope: 'col' }, 'bar'),
        parts.map(({ name }) => h('th', { scope: 'col', class: 'n' }, name)),
        h('th', { scope: 'col', class: 'n' }, 'of served'),
        h('th', { scope: 'col', class: 'n' }, 'median lag'),
      ),
    ),
    h(
      'tbody',
      {},
      rows.map(([name, feature]) =>
        h(
          'tr',
          { 'data-name': shown(name, 120), 'data-wrong': wrongOf(feature.cells) > 0 },
          h('th', { scope: 'row' }, h('span', { class: 'name' }, shown(name, 120))),
          h('td', {}, barOf(feature, scale)),
          parts.map(({ countOf }) => h('td', { class: 'n' }, formatCount(countOf(feature)))),
          h('td', { class: 'n' }, formatCount(feature.cells.compared)),
          h('td', { class: 'n' }, feature.lags === null ? '–' : formatMicros(feature.lags.median)),
        ),
      ),
    ),
  )
}

/** A part that is there is at least 2 px wide, so that one in a million can be seen. */
function barOf(feature: FeatureResult, scale: (count: number) => number): ViewElement {
  const told = parts.filter(({ countOf }) => countOf(feature) > 0)
  const label = told.map(part => `${part.name} ${formatCount(part.countOf(feature))}`).join(', ')
  let x = 0
  const bars = told.flatMap(part => {
    const length = Math.max(2, px(scale(part.countOf(feature))))
    const at = { x, y: 0, width: length, height: 16 }
    x = px(x + length + 1)
    return [
      h('rect', { ...at, class: part.style }),
      ...(part.hatched ? [h('rect', { ...at, fill: 'url(#hatch)' })] : []),
    ]
  })
  return h(
    'svg',
    { viewBox: `0 0 ${width + 12} 16`, width: width + 12, height: 16, role: 'img', 'aria-label': label },
    bars,
  )
}

function legend(): ViewElement {
  return h(
    'ul',
    { class: 'legend' },
    parts.map(({ name, style, hatched }) =>
      h(
        'li',
        {},
        h(
          'svg',
          { viewBox: '0 0 16 16', 'aria-hidden': 'true' },
          h('rect', { width: 16, height: 16, class: style }),
          hatched ? h('rect', { width: 16, height: 16, fill: 'url(#hatch)' }) : null,
        ),
        name,
      ),
    ),
  )
}
