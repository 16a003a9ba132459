import { formatCount } from '../format.ts'
import { plainText } from '../plain-text.ts'

/** What an element carries; null and false leave an attribute out. */
export type ViewAttributes = Readonly<Record<string, string | number | boolean | null>>

/** A piece of the page as data: a text, or tag, attributes and children. The page makes elements and text nodes of it, never markup. */
export type ViewNode = string | ViewElement
export type ViewElement = readonly [tag: string, attributes: ViewAttributes, ...children: ViewNode[]]

/** What may stand among children: lists are spread, null and false are left out. */
export type ViewChild = ViewNode | number | null | false | readonly ViewChild[]

/** One element of the page. */
export function h(tag: string, attributes: ViewAttributes, ...children: readonly ViewChild[]): ViewElement {
  const kept = Object.fromEntries(
    Object.entries(attributes).filter(([, value]) => value !== null && value !== false),
  )
  return [tag, kept, ...children.flatMap(nodesOf)]
}

function nodesOf(child: ViewChild): readonly ViewNode[] {
  if (child === null || child === false) return []
  if (typeof child === 'number') return [String(child)]
  if (typeof child === 'string') return [child]
  return isElement(child) ? [child] : child.flatMap(nodesOf)
}

function isElement(child: ViewElement | readonly ViewChild[]): child is ViewElement {
  return (
    typeof child[0] === 'string' &&
    child.length > 1 &&
    typeof child[1] === 'object' &&
    !Array.isArray(child[1])
  )
}

/** Marks that turn the direction of a text around: a name that holds one reads as another. */
const turning = /[\u{200e}\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu

/**
 * A text of the run as the page shows it: what cannot be seen is written out, and what is longer than `max` characters is
 * cut, with its length.
 */
export function shown(text: string, max = 300): string {
  const plain = plainText(text.length > max * 2 ? text.slice(0, max * 2) : text).replace(
    turning,
    found => `\\u{${(found.codePointAt(0) as number).toString(16)}}`,
  )
  const points = Array.from(plain)
  if (points.length <= max) return plain
  return `${points.slice(0, max).join('')}… (${formatCount(text.length)} characters)`
}

/** A name that breaks behind its `_`, `.` and `-` where a line is too short for it, and not within a word. */
export function breakable(name: string): readonly ViewNode[] {
  return name.split(/(?<=[_.-])/).flatMap((part, at) => (at === 0 ? [part] : [h('wbr', {}), part]))
}

/** The name of a place in the page: what follows `#` in a deep link. */
export function placeOf(kind: string, ...names: readonly string[]): string {
  return encodeURIComponent([kind, ...names].map(name => plainText(name).slice(0, 120)).join('/'))
}
