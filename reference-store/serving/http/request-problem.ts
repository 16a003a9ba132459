import type { z } from 'zod'
import { suggestName } from '../../../features/nearest-name.ts'
import { showValue } from '../../../features/show-value.ts'
import { HttpError } from './http-error.ts'

/** Names that a request may use, by where: `question` at its top, `entity` in each of its entities. */
export type KnownNames = Readonly<Record<string, readonly string[]>>

type Path = readonly PropertyKey[]

/** The first thing that is wrong with a body, as an error with its mend. */
export function requestProblem(body: unknown, issue: z.core.$ZodIssue, known: KnownNames): HttpError {
  const { path } = issue
  const where = pathText(path)
  if (issue.code === 'unrecognized_keys') {
    const name = issue.keys[0] ?? ''
    const place = path.at(-1)
    const names =
      known[place === undefined ? 'question' : typeof place === 'number' ? 'entity' : String(place)]
    const mend = suggestName(name, names ?? [])
    return new HttpError('unknown-field', `${where} has no ${showValue(name)}: ${mend}`)
  }
  const value = valueAt(body, path)
  if (value === undefined && path.at(-2) === 'key') {
    const mend = 'give every part of the key, null where it has none'
    return new HttpError(
      'missing-key-part',
      `${pathText(path.slice(0, -1))} lacks ${String(path.at(-1))}: ${mend}`,
    )
  }
  if (value === undefined) {
    return new HttpError('bad-request', `${pathText(path.slice(0, -1))} lacks ${String(path.at(-1))}: add it`)
  }
  if (typeof value === 'string' && / at most \d+ letters$/.test(issue.message)) {
    return new HttpError('key-too-long', `${where} has ${value.length} letters: it ${issue.message}`)
  }
  return new HttpError('wrong-type', `${where} is ${showValue(value)}: it ${issue.message}`)
}

function valueAt(body: unknown, path: Path): unknown {
  let value = body
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<PropertyKey, unknown>)[step]
  }
  return value
}

function pathText(path: Path): string {
  if (path.length === 0) return 'the body'
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    return text === '' ? String(step) : `${text}.${String(step)}`
  }, '')
}
