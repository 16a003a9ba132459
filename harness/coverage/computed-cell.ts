import { ownMember } from '../../features/own-member.ts'
import type { Value } from '../../features/value.ts'
import type { Given } from '../diff/equal.ts'
import type { JudgedRow } from '../diff/mismatch.ts'
import { sameValue } from '../diff/same-value.ts'
import type { OnDemandPlan } from '../diff/target-plan.ts'
import { matchingOf } from '../diff/tolerance.ts'
import type { RowCells } from './cells-of-row.ts'
import { withCall } from './expression-with.ts'
import type { CellInput, ComputedCell } from './met-cell.ts'

/** An on-demand cell with the row's own inputs; null where the row lacks one of them, or gives another value. */
export function computedCell(
  { target, served }: JudgedRow,
  plan: OnDemandPlan,
  given: Given,
  rowCells: RowCells,
): ComputedCell | null {
  const inputs = new Map<string, CellInput>()
  for (const [name, column] of plan.inputs) {
    const own = ownMember(served.cells, column)
    const input = target.byColumn.get(column)
    if (own === undefined || input === undefined) return null
    const recomputed =
      input.kind === 'stored' ? (rowCells.cell(input, own, 'as-known')?.base.value ?? null) : null
    inputs.set(name, { ...own, kind: input.kind, recomputed })
  }
  const scope = {
    field: () => null,
    feature: (name: string) => inputs.get(name)?.value ?? null,
    request: (name: string) => ownMember(served.request, name) ?? null,
  }
  const value = withCall(plan.feature.expression, scope)
  const cell = { plan, row: served, given, value, inputs }
  return isNoticedComputed(cell, value) ? null : cell
}

/** Digits that engines differ in where they compute `ln`, `exp`, `dot` or `cosine`; semantics § 8. */
const inexactUnit = 2 ** -48

/** Whether a value is another than the given one. */
export function isNoticedComputed({ plan, given }: ComputedCell, value: Value): boolean {
  const state = value === null ? 'null' : 'present'
  if (given.state !== null && given.state !== state) return true
  const { floats, ints } = matchingOf(plan.feature)
  const near = (a: number, b: number) =>
    plan.inexact && Math.abs(a - b) <= inexactUnit * Math.max(Math.abs(a), Math.abs(b))
  return !sameValue(given.value, value, { ints, floats: (a, b) => floats(a, b) || near(a, b) })
}
