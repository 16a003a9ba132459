import { formatInstant } from '../../features/instant-text.ts'
import type { LogRecord } from '../../features/log-record.ts'
import { showValue } from '../../features/show-value.ts'
import { canonicalText } from '../diff/canonical-text.ts'
import type { Mismatch } from '../diff/mismatch.ts'
import type { PointInTimeOutcome, WrongRun } from './check-point-in-time.ts'

/** Events that a message lists. */
const eventsMax = 12

/** What a failed expectation says: the cell, both values, the cause, and the events that show it. */
export function pointInTimeText(outcome: PointInTimeOutcome): string {
  if (outcome.kind === 'equal')
    return `the store served ${outcome.compared} values in ${outcome.seeds} runs, and all equal point-in-time recomputation`
  if (outcome.kind === 'inconclusive') {
    const left = outcome.reasons.length === 0 ? '' : ` (not asked: ${outcome.reasons.join('; ')})`
    return `nothing was compared that was not empty, so that nothing is known of the store${left}: declare more in its capabilities, or ask more seeds`
  }
  return wrongText(outcome)
}

function wrongText(wrong: WrongRun): string {
  const [first] = wrong.mismatches
  if (first === undefined) return unansweredText(wrong)
  const cause = wrong.cause === null ? '' : `, cause ${wrong.cause}`
  return [
    `${columnOf(first)} is wrong ${sideOf(first)}: ${valuesOf(first)} (seed ${wrong.seed}${cause})`,
    `  for ${keyOf(first)} at ${formatInstant(first.asOf)}, with`,
    ...eventLines(wrong),
    `  the same runs again: { seeds: 1, seed: ${wrong.seed} }`,
  ].join('\n')
}

function unansweredText({ seed, unsettled }: WrongRun): string {
  const what =
    unsettled > 0
      ? `${unsettled} values were stale although the store had said that everything was applied`
      : 'the store left a question without an answer'
  return `${what}: run { seeds: 1, seed: ${seed} } to see it again`
}

function columnOf({ target, feature }: Mismatch): string {
  return feature === null ? `the training row of ${target}` : `${target}.${feature}`
}

function sideOf({ side }: Mismatch): string {
  return side === 'offline' ? 'offline' : 'online'
}

function valuesOf({ side, feature, served, training, asKnown, asTrained }: Mismatch): string {
  if (feature === null) return 'a probe has no training row, or several'
  const [given, right] = side === 'offline' ? [training, asTrained] : [served, asKnown]
  const verb = side === 'offline' ? 'trained on' : 'served'
  return `${verb} ${shown(given)}, point-in-time gives ${shown(right)}`
}

function shown(value: Mismatch['served']): string {
  if (value === null) return 'nothing'
  const says = value.state === null || value.state === 'present' || value.state === value.text
  return says ? value.text : `${value.text} (${value.state})`
}

function keyOf({ key }: Mismatch): string {
  return key.map(({ part, value }) => `${part.name} ${canonicalText(value, part.type)}`).join(', ')
}

function eventLines({ history }: WrongRun): string[] {
  const events = [...history.events.values()].flat()
  if (events.length === 0) return ['    no event at all']
  const lines = events.slice(0, eventsMax).map(eventLine)
  const rest = events.length - lines.length
  return rest > 0 ? [...lines, `    and ${rest} events more`] : lines
}

function eventLine({ source, id, op, revision, eventTime, arrivalTime, fields }: LogRecord): string {
  const held = Object.entries(fields).map(([name, value]) => `${name} ${showValue(value)}`)
  const at = eventTime === null ? 'no event time' : `event ${formatInstant(eventTime)}`
  const what = op === 'upsert' && Number(revision) === 0 ? '' : ` ${op} revision ${revision}`
  return `    ${source} ${id}${what}: ${at}, arrives ${formatInstant(arrivalTime)}, ${held.join(', ')}`
}
