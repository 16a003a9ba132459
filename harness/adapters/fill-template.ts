import { formatInstant } from '../../features/instant-text.ts'
import { suggestName } from '../../features/nearest-name.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import type { Wire } from './wire-json.ts'

/** JSON in which texts hold `${names}`, and `{ "$each": "probes", "do": … }` makes a list. */
export type Template = Wire

/** What names stand for; a list is for `$each`, and an object for names with dots. */
export type Scope = { readonly [name: string]: Wire | undefined }

const hole = /\$\{([^}]*)\}/g
const onlyHole = /^\$\{([^}]*)\}$/

/**
 * Fills a template. A text that is one hole becomes the value itself; `${as_of|iso}` is ISO 8601, `|s` and `|ms` are
 * whole seconds and milliseconds, rounded down, `|text` is the value as text.
 * @throws PlumblineError bad-mapping for a name that nothing stands for
 */
export function fillTemplate(template: Template, scope: Scope): Wire {
  // A mapping is data: its numbers are whole where they are written so.
  if (typeof template === 'number') return Number.isSafeInteger(template) ? BigInt(template) : template
  if (typeof template === 'string') {
    const only = onlyHole.exec(template)?.[1]
    return only === undefined ? fillText(template, scope) : valueFor(only, scope)
  }
  if (typeof template !== 'object' || template === null) return template
  if (Array.isArray(template)) return template.map((each: Template) => fillTemplate(each, scope))
  const members = template as Scope
  if (members.$each !== undefined) return fillEach(members, scope)
  return Object.fromEntries(
    Object.entries(members).map(([name, each]) => [fillText(name, scope), fillTemplate(each ?? null, scope)]),
  )
}

/** Fills the holes of a text. */
export function fillText(
  template: string,
  scope: Scope,
  encode: (text: string) => string = text => text,
): string {
  return template.replace(hole, (_, name: string) => encode(textOf(valueFor(name, scope))))
}

function fillEach({ $each: name, do: template }: Scope, scope: Scope): Wire {
  const list = typeof name === 'string' ? lookUp(name, scope) : undefined
  if (!Array.isArray(list)) throw bad(`$each ${String(name)} is no list`, 'write probes, records or columns')
  return list.map((each: Wire, index) => {
    const own = typeof each === 'object' && each !== null ? (each as Scope) : {}
    return fillTemplate(template ?? null, { ...scope, ...own, item: each, index: BigInt(index) })
  })
}

function valueFor(written: string, scope: Scope): Wire {
  const [name = '', format] = written.split('|').map(part => part.trim())
  const value = lookUp(name, scope)
  if (value === undefined) throw bad(`nothing is called ${name}`, suggestName(name, Object.keys(scope)))
  return format === undefined || value === null ? value : formatted(format, value)
}

function formatted(format: string, value: Wire): Wire {
  if (format === 'text') return textOf(value)
  if (typeof value !== 'bigint') throw bad(`|${format} is for instants`, 'leave it out')
  if (format === 'iso') return formatInstant(value)
  const step = format === 's' ? 1_000_000n : format === 'ms' ? 1_000n : null
  if (step === null) throw bad(`there is no format ${format}`, 'write iso, s, ms or text')
  return (value - (((value % step) + step) % step)) / step
}

/** A name, or names with dots; undefined where nothing is called so. */
function lookUp(name: string, scope: Scope): Wire | undefined {
  let found: Wire | undefined = scope
  for (const part of name.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined
    found = (found as Scope)[part]
  }
  return found
}

function textOf(value: Wire): string {
  return typeof value === 'string' ? value : String(value)
}

function bad(message: string, mend: string): PlumblineError {
  return new PlumblineError('bad-mapping', `in the mapping ${message}: ${mend}`)
}
