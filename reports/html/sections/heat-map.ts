import { formatCount, formatMany } from '../../format.ts'
import type { Cells, FeatureResult, Result } from '../../result.ts'
import type { Limits } from '../limits.ts'
import { breakable, h, shown, type ViewElement } from '../view-node.ts'
import type { PageSection } from './page-section.ts'
import { cardedFeatures, featurePlace, featuresByWrong, leftOut, wrongOf } from './wrong-features.ts'

/** Cells of the map at most: a browser lays out so many at once. */
const cellsMax = 9_000

/** One column of the map. */
interface MapColumn {
  readonly name: string
  readonly cellOf: (feature: string) => ViewElement
}

/** Feature × scenario, or × day for an audit: what is wrong, in numbers. */
export function heatMap(result: Result, limits: Limits): PageSection {
  const all = featuresByWrong(result)
  const rows = all.slice(0, limits.features)
  const most = Math.max(10, Math.floor(cellsMax / Math.max(1, rows.length)))
  const columns = columnsOf(result, { ...limits, scenarios: Math.min(limits.scenarios, most) })
  const carded = new Set(cardedFeatures(result, limits).shown.map(([name]) => name))
  const grid = h(
    'table',
    { class: 'heat', role: 'grid', 'aria-label': 'wrong values by feature and scenario' },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col' }, 'feature'),
        h('th', { scope: 'col' }, 'all'),
        columns.shown.map(({ name }) =>
          h('th', { scope: 'col' }, h('span', { class: 'name' }, breakable(shown(name, 60)))),
        ),
      ),
    ),
    h(
      'tbody',
      {},
      rows.map(([name, feature], i) =>
        rowOf(name, feature, columns.shown, { isFirst: i === 0, isCarded: carded.has(name) }),
      ),
    ),
  )
  return {
    id: 'features',
    title: 'Features',
    content: [
      h('p', { class: 'soft' }, introOf(result), h('span', { class: 'on-screen' }, keys)),
      controls(rows.length),
      h(
        'div',
        { class: 'scroll tall', id: 'heat-map', tabindex: 0, role: 'region', 'aria-label': 'heat map' },
        grid,
      ),
      legend(),
      leftOut(all.length, rows.length, 'features'),
      leftOut(columns.all, columns.shown.length, 'columns'),
    ],
  }
}

const keys = ' Arrow keys move in the map, Enter goes to the feature.'

function introOf(result: Result): string {
  const isDays = result.scenarios.every(({ scenario }) => scenario === null)
  const days = areDaysCounted(result) ? 'by day (of T)' : 'by day: those among the listed mismatches'
  return isDays
    ? `Wrong values of those compared; ${days}.`
    : 'Wrong values of those compared, by scenario: served ones and training ones together.'
}

function controls(count: number): ViewElement {
  return h(
    'div',
    { class: 'controls' },
    h('label', { for: 'filter' }, 'Filter features '),
    h('input', { id: 'filter', type: 'search', autocomplete: 'off' }),
    h('label', {}, h('input', { id: 'only-wrong', type: 'checkbox' }), ' only what is wrong'),
    h('span', { id: 'filter-told', class: 'soft', role: 'status' }, `${count} shown`),
  )
}

function rowOf(
  name: string,
  feature: FeatureResult,
  columns: readonly MapColumn[],
  { isFirst, isCarded }: { readonly isFirst: boolean; readonly isCarded: boolean },
): ViewElement {
  const place = featurePlace(name)
  const label = shown(name, 120)
  // A feature without a card is its own place: a deep link to it leads here.
  const head = isCarded
    ? h('a', { href: `#${place}`, class: 'name' }, breakable(label))
    : h('span', { class: 'name' }, breakable(label))
  return h(
    'tr',
    { 'data-name': label, 'data-wrong': wrongOf(feature.cells) > 0 },
    h('th', { scope: 'row', id: isCarded ? null : place }, head),
    cellOf(feature.cells, isFirst),
    columns.map(({ cellOf }) => cellOf(name)),
  )
}

/** Upper bounds of the steps of the map's colour, as shares. */
const steps = [0.001, 0.01, 0.1, 0.5]

function levelOf(wrong: number, of: number): number {
  return wrong === 0 ? 0 : 1 + steps.filter(step => wrong / of > step).length
}

function cellOf(cells: Cells, isFirst = false): ViewElement {
  const compared = cells.compared + cells.training.compared
  const wrong = wrongOf(cells)
  const tab = { 'data-cell': '', tabindex: isFirst ? 0 : -1 }
  if (compared === 0) return h('td', { class: 'none', ...tab }, '–')
  if (wrong > 0)
    return h(
      'td',
      { class: `w${levelOf(wrong, compared)}`, ...tab },
      `✗ ${formatCount(wrong)} of ${formatCount(compared)}`,
    )
  if (cells.equal + cells.staleness + cells.training.equal === 0 || cells.error > 0)
    return h(
      'td',
      { class: 'unsure', ...tab },
      cells.error > 0 ? `? ${formatMany(cells.error, 'error')}` : '? not judged',
    )
  return h('td', { class: 'w0', ...tab }, `0 of ${formatCount(compared)}`)
}

function columnsOf(
  result: Result,
  limits: Limits,
): { readonly all: number; readonly shown: readonly MapColumn[] } {
  if (result.scenarios.every(({ scenario }) => scenario === null)) return daysOf(result, limits)
  const named = result.scenarios.toSorted((a, b) => wrongOf(b.cells) - wrongOf(a.cells))
  const columns = named.slice(0, limits.scenarios).map(({ scenario, features }) => ({
    name: scenario ?? 'audit',
    cellOf: (feature: string) => {
      const cells = Object.hasOwn(features, feature) ? features[feature] : undefined
      return cells === undefined
        ? h('td', { class: 'none', 'data-cell': '', tabindex: -1 }, '–')
        : cellOf(cells)
    },
  }))
  return { all: named.length, shown: columns }
}

/** Earlier versions did not store how much was compared on a day: then what was wrong stands alone. */
function daysOf(result: Result, limits: Limits) {
  const counts = new Map<string, Map<string, number>>()
  const add = (day: string, name: string, count: number) => {
    const ofDay = counts.get(day) ?? new Map<string, number>()
    ofDay.set(name, (ofDay.get(name) ?? 0) + count)
    counts.set(day, ofDay)
  }
  if (areDaysCounted(result)) {
    for (const [name, { wrongByDay = {} }] of Object.entries(result.features))
      for (const [day, count] of Object.entries(wrongByDay)) add(day, name, count)
  } else {
    const { features } = result
    for (const { as_of, feature, target, part } of result.mismatches) {
      if (feature === null || part === 'late-data' || part === 'staleness') continue
      add(as_of.slice(0, 10), Object.hasOwn(features, feature) ? feature : `${target}.${feature}`, 1)
    }
  }
  const days = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const columns = days.slice(0, limits.scenarios).map(([day, byFeature]) => {
    const most = Math.max(...byFeature.values())
    return {
      name: day,
      cellOf: (name: string) => {
        const feature = Object.hasOwn(result.features, name) ? result.features[name] : undefined
        return dayCell(byFeature.get(name) ?? 0, comparedOn(feature, day), most)
      },
    }
  })
  return { all: days.length, shown: columns }
}

/** How much of a feature was compared on a day; null where that is not known. */
function comparedOn(feature: FeatureResult | undefined, day: string): number | null {
  const { comparedByDay } = feature ?? {}
  if (comparedByDay === undefined) return null
  if (Object.hasOwn(comparedByDay, day)) return comparedByDay[day] as number
  // Of more days than these nothing was stored.
  return Object.keys(comparedByDay).length < daysStored ? 0 : null
}

const daysStored = 1_000

/** Of a day without `compared` the colour is by the worst feature of that day. */
function dayCell(wrong: number, compared: number | null, most: number): ViewElement {
  const tab = { 'data-cell': '', tabindex: -1 }
  if (compared === 0 && wrong === 0) return h('td', { class: 'none', ...tab }, '–')
  const of = compared === null ? '' : ` of ${formatCount(compared)}`
  if (wrong === 0) return h('td', { class: 'w0', ...tab }, compared === null ? '·' : `0${of}`)
  const level = compared === null ? Math.min(5, 1 + Math.floor((wrong / most) * 4)) : levelOf(wrong, compared)
  return h('td', { class: `w${level}`, ...tab }, `✗ ${formatCount(wrong)}${of}`)
}

/** Earlier versions stored no counts by day; then those of the listed mismatches stand in. */
function areDaysCounted({ features }: Result): boolean {
  return Object.values(features).some(({ wrongByDay }) => wrongByDay !== undefined)
}

function legend(): ViewElement {
  const entries = [
    ['w0', '0', 'none wrong'],
    ['w1', '✗', 'up to 0.1 %'],
    ['w2', '✗', 'to 1 %'],
    ['w3', '✗', 'to 10 %'],
    ['w4', '✗', 'to 50 %'],
    ['w5', '✗', 'more'],
    ['unsure', '?', 'not to be told'],
    ['none', '–', 'not compared'],
  ] as const
  return h(
    'ul',
    { class: 'legend', 'aria-label': 'what the colours mean' },
    entries.map(([name, sign, text]) => h('li', {}, h('span', { class: name }, sign), text)),
  )
}
