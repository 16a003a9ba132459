import { formatCount } from '../../format.ts'
import type { Picture, Result } from '../../result.ts'
import { bitemporalChart } from '../charts/bitemporal-chart.ts'
import { stepsChart } from '../charts/steps-chart.ts'
import type { Limits } from '../limits.ts'
import { h, shown, type ViewElement } from '../view-node.ts'
import { casePlace, replayCommand } from './diagnosis-cards.ts'
import type { PageSection } from './page-section.ts'
import { leftOut } from './wrong-features.ts'

/** Events in the table beside a picture. */
const rowsMax = 20

/** The few events behind a wrong value, drawn, and beside them as a table. */
export function counterexamples(result: Result, limits: Limits, run?: string): PageSection | null {
  const all = result.pictures ?? []
  const pictures = all.slice(0, limits.pictures)
  if (pictures.length === 0) return null
  return {
    id: 'counterexamples',
    title: 'Counterexamples',
    content: [
      pictures.map((picture, i) => pictureView(picture, result, i === 0, limits, run)),
      leftOut(all.length, pictures.length, 'pictures'),
    ],
  }
}

function pictureView(
  picture: Picture,
  result: Result,
  isOpen: boolean,
  limits: Limits,
  run: string | undefined,
): ViewElement {
  const { folder, target, feature, side, cause, key, asOf, given, expected, window } = picture
  const own = result.cases.find(each => each.folder === folder)
  return h(
    'details',
    { class: 'card skew', id: casePlace(folder ?? 'worst'), open: isOpen },
    h(
      'summary',
      {},
      h('h3', {}, h('span', { class: 'name' }, shown(`${target}.${feature}`, 120))),
      h('span', { class: 'soft' }, `${shown(cause, 60)}, ${side} side`),
    ),
    h(
      'p',
      { class: 'proof' },
      `${shown(key, 120)} at T = ${asOf}: ${side === 'online' ? 'served' : 'trained on'} `,
      h('b', { class: 'value' }, shown(given, 120)),
      ', point-in-time gives ',
      h('b', { class: 'value' }, shown(expected, 120)),
      '.',
    ),
    own === undefined ? null : h('p', {}, shown(own.proof, limits.text)),
    h(
      'div',
      { class: 'side-by-side' },
      h(
        'figure',
        {},
        h(
          'figcaption',
          {},
          `When each event happened, and when it arrived. ${windowText(window)} Full dots are in the window and known at T, hollow ones are not.`,
        ),
        bitemporalChart(picture),
      ),
      h(
        'figure',
        {},
        h(
          'figcaption',
          {},
          'The value as T moves: point-in-time, and what was answered, until the other changes; shaded where they are apart. Few instants stand side by side, not to scale.',
        ),
        stepsChart(picture),
      ),
    ),
    eventTable(picture),
    own === undefined ? null : replayCommand(own, run),
  )
}

function windowText(window: Picture['window']): string {
  if (window === null) return 'A scheduled feature: its window hangs on its last refresh.'
  const ends =
    window.closed === 'left'
      ? 'its tail belongs to it, its head does not'
      : 'its head belongs to it, its tail does not'
  return window.from === null
    ? `The window is unbounded, closed: ${window.closed}.`
    : `The window is closed: ${window.closed} (${ends}; dashed: the end that does not).`
}

function eventTable({ events, eventsOf }: Picture): ViewElement {
  const rows = events.slice(0, rowsMax)
  const heads = ['event', 'event time τ', 'arrival time α', 'holds', 'in the window and known']
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'events' },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          heads.map(head => h('th', { scope: 'col' }, head)),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map(({ id, revision, op, eventTime, arrivalTime, fields, counts }) =>
          h(
            'tr',
            {},
            h(
              'th',
              { scope: 'row' },
              shown(id, 40),
              revision === '0' ? null : `, revision ${shown(revision, 20)}`,
              op === 'upsert' ? null : `, ${shown(op, 20)}`,
            ),
            h('td', { class: 'value' }, eventTime === null ? '–' : eventTime),
            h('td', { class: 'value' }, arrivalTime),
            h('td', { class: 'value' }, shown(fields, 200)),
            h('td', {}, counts ? '● yes' : '○ no'),
          ),
        ),
      ),
    ),
    eventsOf > rows.length
      ? h(
          'p',
          { class: 'truncated' },
          `Shown: ${formatCount(rows.length)} of ${formatCount(eventsOf)} events of this key.`,
        )
      : null,
  )
}
