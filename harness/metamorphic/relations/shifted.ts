import type { StoredFeature } from '../../../features/definitions.ts'
import type { Micros } from '../../../features/value.ts'
import { storedFeatures } from '../../../generators/boundaries.ts'
import type { Action } from '../../shrink/script.ts'
import type { Relation, RelationContext } from '../relation.ts'

const day: Micros = 86_400_000_000

/** As far as a history may be moved, so that instants stay what columns hold. */
const most: Micros = 400 * day

/** Windows know no date: what happens a whole number of slides later is answered alike. */
export const shifted: Relation = {
  says: 'everything happened and was asked a whole number of slides later',
  knows: 'the grids of the features: slides and refreshes',
  whyNot: context =>
    shiftOf(context) === null ? 'no shift of days is a whole number of every slide and refresh' : null,
  relate: context => {
    const by = shiftOf(context) ?? 0
    return { script: { ...context.script, actions: context.script.actions.map(each => later(each, by)) } }
  },
}

/** Days that are a whole number of steps of every grid, µs. */
function shiftOf({ script }: RelationContext): Micros | null {
  const steps = storedFeatures(script.definitions).flatMap(gridsOf)
  const by = steps.reduce(leastCommonMultiple, day)
  return by <= most ? by : null
}

function gridsOf({ window, refresh }: StoredFeature): Micros[] {
  return [window.slide, refresh?.every ?? null].filter(step => step !== null)
}

function leastCommonMultiple(a: Micros, b: Micros): Micros {
  let [x, y] = [a, b]
  while (y > 0) [x, y] = [y, x % y]
  return (a / x) * b
}

function later(action: Action, by: Micros): Action {
  const at = action.at + by
  if (action.kind === 'append') {
    const records = action.records.map(record => ({
      ...record,
      arrivalTime: record.arrivalTime + by,
      eventTime: record.eventTime === null ? null : record.eventTime + by,
    }))
    return { ...action, at, records }
  }
  if (action.kind !== 'ask') return { ...action, at }
  return { ...action, at, probes: action.probes.map(probe => ({ ...probe, asOf: probe.asOf + by })) }
}
