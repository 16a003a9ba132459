import { formatCount } from '../../format.ts'
import type { Result } from '../../result.ts'
import { h, shown, type ViewElement } from '../view-node.ts'
import { wrongOf } from './wrong-features.ts'

/** Boxes in one column of the graph at most. */
const boxesMax = 12
const boxWidth = 220
const boxHeight = 34
const step = 46

interface Box {
  readonly name: string
  readonly detail: string
  readonly isWrong: boolean
}

/** Sources → definitions → scenarios, as far as a result knows them. */
export function lineageGraph(result: Result): ViewElement | null {
  const columns: readonly (readonly [string, readonly Box[]])[] = [
    [
      'sources',
      result.log.map(({ source, records }) => ({
        name: source,
        detail: `${formatCount(records)} records`,
        isWrong: false,
      })),
    ],
    ['definitions', targetsOf(result)],
    [
      'scenarios',
      result.scenarios.map(({ scenario, cells }) => ({
        name: scenario ?? 'audit',
        detail: `${formatCount(wrongOf(cells))} wrong of ${formatCount(cells.compared + cells.training.compared)}`,
        isWrong: wrongOf(cells) > 0,
      })),
    ],
  ]
  const kept = columns.filter(([, boxes]) => boxes.length > 0)
  if (kept.length < 2) return null
  const rows = Math.max(...kept.map(([, boxes]) => Math.min(boxes.length, boxesMax + 1)))
  const size = { width: kept.length * (boxWidth + 90) - 90, height: rows * step + 24 }
  return h(
    'figure',
    {},
    h(
      'figcaption',
      {},
      'From the logs, through the definitions that read them, to where the values were asked for.',
    ),
    h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'lineage' },
      h(
        'svg',
        {
          viewBox: `0 0 ${size.width} ${size.height}`,
          width: size.width,
          role: 'img',
          'aria-label': labelOf(kept),
        },
        kept
          .slice(1)
          .map(([, boxes], i) =>
            edges(Math.min(kept[i]?.[1].length ?? 0, boxesMax), Math.min(boxes.length, boxesMax), i),
          ),
        kept.map(([title, boxes], i) => columnView(title, boxes, i * (boxWidth + 90))),
      ),
    ),
  )
}

function targetsOf({ features, provenance }: Result): Box[] {
  const wrong = new Map<string, number>()
  const all = new Map<string, number>()
  for (const { target, cells } of Object.values(features)) {
    all.set(target, (all.get(target) ?? 0) + 1)
    wrong.set(target, (wrong.get(target) ?? 0) + wrongOf(cells))
  }
  return [...all].map(([name, count]) => {
    const version = provenance.definitions.find(each => each.name === name)?.version
    return {
      name: version === undefined ? name : `${name}@${version}`,
      detail: `${formatCount(count)} features, ${formatCount(wrong.get(name) ?? 0)} wrong`,
      isWrong: (wrong.get(name) ?? 0) > 0,
    }
  })
}

function columnView(title: string, boxes: readonly Box[], x: number): ViewElement {
  const left = boxes.length - boxesMax
  return h(
    'g',
    {},
    h('text', { x, y: 12, class: 'soft' }, title),
    boxes
      .slice(0, boxesMax)
      .map(({ name, detail, isWrong }, i) => [
        h('rect', { x, y: 20 + i * step, width: boxWidth, height: boxHeight, class: 'box' }),
        h('text', { x: x + 8, y: 34 + i * step }, shown(name, 30)),
        h('text', { x: x + 8, y: 48 + i * step }, `${isWrong ? '✗ ' : ''}${detail}`),
      ]),
    left > 0 ? h('text', { x: x + 8, y: 34 + boxesMax * step }, `and ${formatCount(left)} more`) : null,
  )
}

function edges(from: number, to: number, column: number): readonly ViewElement[] {
  const x1 = column * (boxWidth + 90) + boxWidth
  const middle = (i: number) => 20 + i * step + boxHeight / 2
  return Array.from({ length: from * to }, (_, n) => {
    const [y1, y2] = [middle(Math.floor(n / to)), middle(n % to)]
    return h('path', { d: `M${x1} ${y1}C${x1 + 45} ${y1} ${x1 + 45} ${y2} ${x1 + 90} ${y2}`, class: 'edge' })
  })
}

function labelOf(columns: readonly (readonly [string, readonly Box[]])[]): string {
  return columns
    .map(
      ([title, boxes]) =>
        `${title}: ${boxes
          .slice(0, boxesMax)
          .map(({ name }) => shown(name, 30))
          .join(', ')}`,
    )
    .join('; then ')
}
