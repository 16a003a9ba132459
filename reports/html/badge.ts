import { h, type ViewElement } from './view-node.ts'

/** What a part of the page may come to. */
export type Tone = 'pass' | 'skew' | 'fail' | 'inconclusive' | 'broken' | 'skipped'

/** Each tone has a shape of its own, so that no colour is needed to tell it. */
const shapes: Readonly<Record<Tone, readonly ViewElement[]>> = {
  pass: [
    h('circle', { cx: 12, cy: 12, r: 9.5, class: 'tone' }),
    h('path', { d: 'M7.5 12.5l3 3 6-6.5', class: 'tone' }),
  ],
  skew: [
    h('polygon', { points: '12,1.5 22.5,12 12,22.5 1.5,12', class: 'tone' }),
    h('path', { d: 'M8.5 8.5l7 7M15.5 8.5l-7 7', class: 'tone' }),
  ],
  fail: [
    h('polygon', { points: '12,1.5 22.5,12 12,22.5 1.5,12', class: 'tone' }),
    h('path', { d: 'M8.5 8.5l7 7M15.5 8.5l-7 7', class: 'tone' }),
  ],
  inconclusive: [
    h('polygon', { points: '12,2.5 22.5,21.5 1.5,21.5', class: 'tone' }),
    h('path', { d: 'M12 9v6M12 17v2', class: 'tone' }),
  ],
  broken: [
    h('rect', { x: 2.5, y: 2.5, width: 19, height: 19, class: 'tone' }),
    h('path', { d: 'M12 6.5v7M12 16v2.5', class: 'tone' }),
  ],
  skipped: [h('path', { d: 'M4 12h16', class: 'tone' })],
}

/** The shape of a tone; the words beside it say the same, so that a screen reader leaves it out. */
export function shape(tone: Tone): ViewElement {
  return h('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true', class: tone }, shapes[tone])
}

/** A verdict in words, colour and shape. */
export function badge(tone: Tone, words: string): ViewElement {
  return h('span', { class: `badge ${tone}` }, shape(tone), words)
}
