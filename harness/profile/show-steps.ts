import { formatInstant } from '../../features/instant-text.ts'
import type { Micros, Value } from '../../features/value.ts'
import type { LineFact, Way } from './profile-line.ts'
import { day } from './way.ts'

/** The records of a way, one a text, batches in brackets. */
export function showEvents({ steps }: Way): string[] {
  return steps.flatMap(step => {
    if (step.kind !== 'append') return []
    const facts = step.facts.map(showFact)
    return step.facts.length > 1 ? [`[ ${facts.join(' | ')} ]`] : facts
  })
}

/** The cells that a way asks, one a text, in the order of its answers. */
export function showQuestions({ steps, features }: Way): string[] {
  const names = Object.keys(features)
  return steps.flatMap(step => {
    if (step.kind !== 'ask') return []
    return step.keys.flatMap(key =>
      names.map(name => `${showKey(key)} at ${showInstant(step.at)}${names.length === 1 ? '' : ` ${name}`}`),
    )
  })
}

function showFact({ id, key, at, arrives, revision, op, fields }: LineFact): string {
  const what =
    op === 'delete'
      ? 'deleted'
      : Object.entries(fields)
          .map(([name, value]) => `${name}=${showValue(value)}`)
          .join(' ')
  const when = at === null ? '' : ` at ${showInstant(at)}`
  const arrival = arrives === at ? '' : ` arrives ${showInstant(arrives)}`
  // An id that says nothing but the key and the time is no part of what is asked.
  const named = id === `${Object.values(key).join('/')}@${at}` ? [] : [`id ${id}`]
  const more = [...named, ...(revision === 0 ? [] : [`revision ${revision}`])]
  return `${showKey(key)} ${what}${when}${arrival}${more.length === 0 ? '' : ` (${more.join(', ')})`}`
}

function showKey(key: Readonly<Record<string, Value>>): string {
  const parts = Object.values(key).map(showValue)
  return parts.length === 1 ? (parts[0] as string) : `(${parts.join(', ')})`
}

function showValue(value: Value): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

/** `+4d 01:00:00`; parts of a second where there are some. */
function showInstant(at: Micros): string {
  const days = Math.floor(at / day)
  const [clock = ''] = formatInstant(at - days * day)
    .split('T')
    .slice(1)
  return `+${days === 0 ? '' : `${days}d `}${clock.replace('Z', '')}`
}
