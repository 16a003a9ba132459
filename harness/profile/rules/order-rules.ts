import type { TracedFact } from '../../diagnose/traced-fact.ts'
import { compareText } from '../../oracle/specification/compare-values.ts'
import type { FoundRule } from '../profile-line.ts'

type Order = (a: TracedFact, b: TracedFact) => number

const ordering: ReadonlySet<string> = new Set(['first', 'last', 'lastN', 'latest'])

export const byFirstArrival: Order = (a, b) => a.firstArrival - b.firstArrival
export const byArrival: Order = (a, b) =>
  a.record.arrival - b.record.arrival || a.record.record.position - b.record.record.position
export const byPlace: Order = (a, b) => a.record.record.position - b.record.record.position
export const byId: Order = (a, b) =>
  typeof a.id === 'bigint' && typeof b.id === 'bigint'
    ? Number(a.id - b.id)
    : compareText(String(a.id), String(b.id))

export function flipped(order: Order): Order {
  return (a, b) => order(b, a)
}

/** Facts of one event time, put in another order. */
export function tieRule(...orders: readonly Order[]): FoundRule {
  return (policy, { feature }) => {
    if (!ordering.has(feature.aggregate.kind)) return null
    return { order: inTurn((a, b) => a.eventTime - b.eventTime, ...orders, policy.order) }
  }
}

/** Facts in another order, whatever their event times are. */
export function orderRule(order: Order): FoundRule {
  return (policy, { feature }) => {
    return ordering.has(feature.aggregate.kind) ? { order: inTurn(order, policy.order) } : null
  }
}

function inTurn(...orders: readonly Order[]): Order {
  return (a, b) => {
    for (const order of orders) {
      const less = order(a, b)
      if (less !== 0) return less
    }
    return 0
  }
}
