import { eventColumns } from '../../features/fixed-columns.ts'
import {
  type Target,
  targetColumns,
  targetDocuments,
  targetEntity,
  targetName,
} from '../../features/target.ts'
import type { ValueType } from '../../features/value.ts'
import { requestFields } from './request-fields.ts'
import type { MappableTable } from './table-columns.ts'

/** A served or training table as a mapping may speak of it; `alone`: the only one of its kind. */
export function mappableProbes(target: Target, kind: 'served' | 'training', alone: boolean): MappableTable {
  const types: [string, ValueType][] = [
    ...targetEntity(target).map(part => [part.name, part.type] as [string, ValueType]),
    ...targetColumns(target).map(({ column, feature }) => [column, feature.type] as [string, ValueType]),
    ...[...requestFields(target)].map(([name, type]) => [`request_${name}`, type] as [string, ValueType]),
  ]
  const states = targetColumns(target).map(({ column }) => `${column}__state`)
  const ownName = `${kind}.${targetName(target)}`
  const fixedTimes = kind === 'served' ? ['as_of', 'answered_at', 'watermark'] : ['as_of']
  const fixed =
    kind === 'served' ? ['probe_id', 'version', 'asked_version', 'applied', ...states] : ['probe_id']
  return {
    names: alone ? [kind, ownName] : [ownName, kind],
    columns: new Set([...types.map(([name]) => name), ...fixedTimes, ...fixed]),
    times: new Set([...timesAmong(types), ...fixedTimes]),
    ids: new Set(['probe_id']),
  }
}

/** A source's log as a mapping may speak of it: with the fields of every document that reads it. */
export function mappableLog(source: string, targets: readonly Target[]): MappableTable {
  const types = targets
    .flatMap(targetDocuments)
    .flatMap(each => [...(each.sources.get(source)?.fields ?? [])])
  return {
    names: [`events.${source}`, source],
    columns: new Set([...types.map(([name]) => name), ...eventColumns]),
    times: new Set([...timesAmong(types), 'event_time', 'arrival_time']),
    ids: new Set(['id']),
  }
}

function timesAmong(types: readonly (readonly [string, ValueType])[]): string[] {
  return types.filter(([, type]) => type.includes('timestamp')).map(([name]) => name)
}
