import type { Instant } from '../../features/value.ts'
import type { Script } from './script.ts'

/** A script moved along time so that its first question is put at `now` (µs): for a store that answers by its own clock. */
export function scriptAt(script: Script, now: Instant): Script {
  const first = script.actions.find(action => action.kind === 'ask')
  if (first === undefined) return script
  const by = now - first.at
  const moved = (at: Instant) => (Number.isSafeInteger(at) ? at + by : at)
  const actions = script.actions.map(action => {
    const at = action.at + by
    if (action.kind !== 'append') return { ...action, at }
    const records = action.records.map(record => ({
      ...record,
      eventTime: record.eventTime === null ? null : moved(record.eventTime),
      arrivalTime: moved(record.arrivalTime),
    }))
    return { ...action, at, records }
  })
  return { ...script, actions, cut: script.cut === null ? null : script.cut + by }
}
