import { shape, type Tone } from '../badge.ts'
import { h, shown, type ViewChild, type ViewElement } from '../view-node.ts'

const words: Readonly<Record<Tone, string>> = {
  pass: 'PASS',
  skew: 'SKEW',
  fail: 'FAIL',
  inconclusive: 'INCONCLUSIVE',
  broken: 'BROKEN: SELF-CHECK FAILED',
  skipped: 'SKIPPED',
}

export interface VerdictHeader {
  readonly tone: Tone
  readonly exitCode: number
  readonly sentences: readonly string[]
  /** What was done, each a figure and its name. */
  readonly facts: readonly (readonly [figure: string, name: string])[]
  /** Place of the first error; null where there is none. */
  readonly firstError: string | null
}

/** Sentences after the first that stand in the header. */
const moreMax = 6

/** The verdict in one line, in words, colour and shape, and why. */
export function verdictHeader(of: VerdictHeader): ViewElement {
  const [first = 'no reason was given', ...others] = of.sentences
  const more = others.slice(0, moreMax).map(each => h('li', {}, shown(each, 500)))
  const left = others.length - more.length
  const facts: ViewChild[] = of.facts.map(([figure, name]) =>
    h('li', {}, h('b', {}, shown(figure)), ` ${name}`),
  )
  return h(
    'header',
    { class: `verdict ${of.tone}`, id: 'verdict' },
    shape(of.tone),
    h(
      'div',
      {},
      h('h1', {}, words[of.tone]),
      h('p', { class: 'why' }, shown(first, 800)),
      more.length > 0 && h('ul', {}, more, left > 0 ? h('li', {}, `and ${left} more in result.json`) : null),
      of.firstError !== null &&
        h('p', { class: 'on-screen' }, h('a', { href: `#${of.firstError}` }, 'Go to the first error')),
      h(
        'ul',
        { class: 'facts' },
        facts as ViewElement[],
        h('li', {}, h('b', {}, `exit code ${of.exitCode}`)),
      ),
    ),
  )
}
