import type { OnDemandFeature } from '../definitions.ts'
import type { ValueType } from '../value.ts'
import { member, type Report } from './problem.ts'

/** An on-demand feature and where its document stands. */
export interface Placed {
  readonly feature: OnDemandFeature
  readonly path: string
}

/** A probe gives each request field once, in `request_<field>`: features that share one must agree on its type. */
export function checkRequests(placed: readonly Placed[], report: Report): void {
  const first = new Map<string, { type: ValueType; by: string }>()
  for (const { feature, path } of placed) {
    for (const [field, type] of feature.request) {
      const other = first.get(field)
      if (other === undefined) first.set(field, { type, by: path })
      else if (other.type !== type) {
        report(
          member(member(path, 'request'), field),
          `is ${type}, but ${other.by} declares it ${other.type}: give both one type`,
        )
      }
    }
  }
}
