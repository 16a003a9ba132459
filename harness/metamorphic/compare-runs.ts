import { showValue } from '../../features/show-value.ts'
import { targetName } from '../../features/target.ts'
import type { Value } from '../../features/value.ts'
import { exactly, sameValue } from '../diff/same-value.ts'
import type { History, ServedRow } from '../history/history.ts'
import type { Related } from './relation.ts'

/** What two related runs come to. */
export interface RunComparison {
  /** Values of the second run that follow from the first. */
  readonly compared: number
  readonly differing: number
  /** One that is another, in a sentence; null where none is. */
  readonly example: string | null
}

/** Holds the answers of a run against those that another must have given. */
export function compareRuns(first: History, second: History, related: Related): RunComparison {
  const { original = (probeId: bigint | string) => probeId, expected = (_, __, value) => value } = related
  const rows = new Map<string, ServedRow>()
  for (const { target, served } of first.tables) {
    for (const row of served) rows.set(`${targetName(target)} ${row.probeId}`, row)
  }
  const found = { compared: 0, differing: 0, example: null as string | null }
  for (const { target, served } of second.tables) {
    const name = targetName(target)
    for (const row of served) {
      const before = rows.get(`${name} ${original(row.probeId)}`)
      for (const [column, cell] of Object.entries(row.cells)) {
        const was = before?.cells[column]
        const must = was === undefined ? undefined : expected(name, column, was.value)
        if (was === undefined || must === undefined) continue
        found.compared++
        if (was.state === cell.state && sameValue(cell.value, must, exactly)) continue
        found.differing++
        found.example ??= `${name}.${column} of probe ${row.probeId} is ${shown(cell)}, not ${shown({ ...was, value: must })}`
      }
    }
  }
  return found
}

function shown({ value, state }: { readonly value: Value; readonly state: string | null }): string {
  return state === null || state === 'present' || state === 'null'
    ? showValue(value)
    : `${showValue(value)} (${state})`
}
