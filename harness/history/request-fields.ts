import type { Target } from '../../features/target.ts'
import { targetColumns } from '../../features/target.ts'
import type { ValueType } from '../../features/value.ts'

/** The request fields that a probe of a target gives, by name: those of all its on-demand features. */
export function requestFields(target: Target): ReadonlyMap<string, ValueType> {
  const fields = targetColumns(target).flatMap(({ feature }) =>
    feature.kind === 'on-demand' ? [...feature.request] : [],
  )
  return new Map(fields)
}
