import { targetEntity } from '../../features/target.ts'
import type { Value } from '../../features/value.ts'
import { canonicalText } from '../diff/canonical-text.ts'
import { onDemandValue } from '../diff/judge-on-demand.ts'
import type { RecomputedInput, RowInputs } from '../diff/on-demand-inputs.ts'
import { sameValue } from '../diff/same-value.ts'
import type { ColumnCells } from './build-cells.ts'
import type { CauseName } from './cause-name.ts'
import type { ComputedCell } from './cell.ts'
import type { NamedCause } from './diagnosis.ts'
import { instantText } from './rules/fact-text.ts'
import { causeRules } from './rules/index.ts'
import { blankOf } from './rules/null-as-zero.ts'
import { sideOf } from './side-vote.ts'

/** What the expression gives on the row's own inputs, nulls among them replaced by `change`. */
function computed(cell: ComputedCell, change: (column: string, value: Value) => Value): Value | undefined {
  const { plan, own, row } = cell
  const inputs: RowInputs = {
    own: column =>
      Object.hasOwn(own, column)
        ? { value: change(column, own[column] as Value), answered: true }
        : undefined,
    request: row.served.request,
  }
  const recomputed: RecomputedInput = () => {
    throw new Error('an input of the row is missing')
  }
  const hasAll = [...plan.inputs.values()].every(column => Object.hasOwn(own, column))
  return hasAll ? onDemandValue(plan, inputs, recomputed, row.target) : undefined
}

function causeOfCell(cell: ComputedCell): { cause: CauseName; does: string } {
  const { given, plan, row } = cell
  const expected = computed(cell, (_, value) => value)
  if (expected === undefined) return differs
  if (sameValue(expected, given.value)) {
    return { cause: 'state-confused', does: `gives the state ${given.state} to a result that is right` }
  }
  if (typeof expected === 'number' && typeof given.value === 'number') {
    if (Math.fround(expected) === given.value) return { cause: 'value-precision', does: 'serves float32' }
    if (Math.trunc(expected) === given.value)
      return { cause: 'value-precision', does: 'serves whole numbers' }
  }
  const zeroed = computed(cell, (column, value) => {
    const input = row.target.byColumn.get(column)
    return value ?? (input === undefined ? null : blankOf(input.feature.type))
  })
  if (zeroed !== undefined && sameValue(zeroed, given.value)) {
    return { cause: 'null-as-zero', does: 'takes a null input of an expression for 0' }
  }
  if (expected === null && sameValue(given.value, blankOf(plan.feature.type))) {
    return { cause: 'null-as-zero', does: 'serves 0 for a result that is null' }
  }
  return differs
}

const differs = {
  cause: 'transform-differs',
  does: 'computes the expression otherwise on the inputs of the same row',
} as const

/** The causes of on-demand results that do not follow from the inputs of their row. */
export function diagnoseComputed(cells: ColumnCells): {
  readonly causes: NamedCause[]
  readonly of: Map<ComputedCell, CauseName>
} {
  const named = cells.computed.map(cell => ({ cell, ...causeOfCell(cell) }))
  const groups = Map.groupBy(named, ({ cause }) => cause)
  const causes = [...groups].map(([cause, all]): NamedCause => {
    const [first] = all as [(typeof all)[number]]
    return {
      cause,
      side: cells.side,
      wrongSide: sideOf(cells.votes),
      does: first.does,
      mend: causeRules[cause].mend,
      explained: all.length,
      mismatches: named.length,
      contradicted: 0,
      matches: 0,
      mismatchesOf: cells.wrongOf,
      matchesOf: cells.rightOf,
      confidence: all.length / named.length,
      proof: proofOf(first.cell),
      ruledOut: [],
    }
  })
  return {
    causes: causes.toSorted((a, b) => b.explained - a.explained),
    of: new Map(named.map(({ cell, cause }) => [cell, cause])),
  }
}

function proofOf(cell: ComputedCell): string {
  const { row, plan, given, side, own } = cell
  const place = targetEntity(row.target.target).map(
    (part, i) => `${part.name} ${canonicalText(row.served.key[i] ?? null, part.type)}`,
  )
  const type = plan.feature.type
  const expected = computed(cell, (_, value) => value)
  const inputs = [...plan.inputs].flatMap(([name, column]) => {
    const input = row.target.byColumn.get(column)
    return own[column] === undefined || input === undefined
      ? []
      : [`${name} = ${canonicalText(own[column], input.feature.type)}`]
  })
  const gives = expected === undefined ? 'something else' : canonicalText(expected, type)
  const said = side === 'online' ? 'served' : 'trained on'
  const from = inputs.length === 0 ? 'the request' : inputs.join(', ')
  return `${place.join(', ')} at ${instantText(row.served.asOf)}: ${said} ${canonicalText(given.value, type)}; the expression gives ${gives} on ${from}`
}
