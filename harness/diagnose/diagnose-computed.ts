import { ownMember } from '../../features/own-member.ts'
import { targetEntity } from '../../features/target.ts'
import type { Value } from '../../features/value.ts'
import { canonicalText } from '../diff/canonical-text.ts'
import { onDemandValue } from '../diff/judge-on-demand.ts'
import type { RecomputedInput, RowInputs } from '../diff/on-demand-inputs.ts'
import { sameValue } from '../diff/same-value.ts'
import type { ServedRow } from '../history/history.ts'
import { keyText } from '../oracle/specification/compare-values.ts'
import type { ColumnCells } from './build-cells.ts'
import type { CauseName } from './cause-name.ts'
import type { CellRow, ComputedCell } from './cell.ts'
import type { NamedCause } from './diagnosis.ts'
import { instantText } from './rules/fact-text.ts'
import { causeRules } from './rules/index.ts'
import { blankOf } from './rules/null-as-zero.ts'
import { isSameAnswer } from './same-answer.ts'
import { sideOf } from './side-vote.ts'
import { bitsOf } from './surprise.ts'

/** What the expression gives on the row's own inputs, nulls among them replaced by `change`. */
function computed(
  cell: ComputedCell,
  change: (column: string, value: Value) => Value,
  request = cell.row.served.request,
): Value | undefined {
  const { plan, own, row } = cell
  const inputs: RowInputs = {
    own: column =>
      Object.hasOwn(own, column)
        ? { value: change(column, own[column] as Value), answered: true }
        : undefined,
    request,
  }
  const recomputed: RecomputedInput = () => {
    throw new Error('an input of the row is missing')
  }
  const hasAll = [...plan.inputs.values()].every(column => Object.hasOwn(own, column))
  return hasAll ? onDemandValue(plan, inputs, recomputed, row.target) : undefined
}

function causeOfCell(
  cell: ComputedCell,
  rows: EarlierRows,
  { isExact, isShifted }: OfColumn,
): { cause: CauseName; does: string } {
  const { given, plan, row } = cell
  if (isOfNamesake(cell)) return { cause: 'view-collision', does: 'serves another feature of that name' }
  const expected = computed(cell, (_, value) => value)
  if (expected === undefined) return differs
  if (sameValue(expected, given.value)) {
    return { cause: 'state-confused', does: `gives the state ${given.state} to a result that is right` }
  }
  if (typeof expected === 'number' && typeof given.value === 'number') {
    if (Math.fround(expected) === given.value) {
      return isExact
        ? { cause: 'transform-differs', does: 'computes the expression in float32' }
        : { cause: 'value-precision', does: 'serves float32' }
    }
    if (Math.trunc(expected) === given.value)
      return { cause: 'value-precision', does: 'serves whole numbers' }
  }
  if (cell.side === 'online' && rows.hasEarlier(row)) {
    return { cause: 'stale', does: 'serves the answer to an earlier question about the key' }
  }
  if (isShifted && fitsRequestOfAnother(cell)) {
    return moved
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

/** Whether a stored value of the row has digits that a float32 does not hold, so that the store keeps more. */
function holdsDoubles({ own, row }: ComputedCell): boolean {
  return row.target.columns.some(({ kind, column }) => {
    const value = own[column]
    return (
      kind === 'stored' && typeof value === 'number' && Number.isFinite(value) && Math.fround(value) !== value
    )
  })
}

/** Whether the result follows from the inputs of the row and what another row beside it was asked with. */
function fitsRequestOfAnother(cell: ComputedCell): boolean {
  const { batch, beside, served } = cell.row
  if (cell.given.value === null) return false
  const others = cell.side === 'online' ? batch.together : [beside.before, beside.after]
  return others.some(other => {
    if (other === null || other === served || Object.keys(other.request).length === 0) return false
    const made = computed(cell, (_, value) => value, other.request)
    return made !== undefined && sameValue(made, cell.given.value)
  })
}

/** What the results of a column tell together. */
interface OfColumn {
  /** Whether the store keeps doubles, so that digits that are lost are lost in the expression. */
  readonly isExact: boolean
  /** Whether its results fit what other rows were asked with: one bool, or one small number, does so too easily. */
  readonly isShifted: boolean
}

function ofColumn({ computed: all }: ColumnCells): OfColumn {
  const fitting = all.filter(fitsRequestOfAnother)
  const isTelling = fitting.some(({ given }) => bitsOf(given.value) >= surprising)
  return {
    isExact: all.some(holdsDoubles),
    isShifted: fitting.length >= all.length / 2 && (isTelling || fitting.length >= fittingLeast),
  }
}

const surprising = 10
const fittingLeast = 8

/** Whether the row holds the same under a feature of the same name in another document. */
function isOfNamesake({ plan, given, own, row, side }: ComputedCell): boolean {
  return row.target.columns.some(({ column, feature }) => {
    const value = own[column]
    const isOther = column !== plan.column && feature.name === plan.feature.name
    if (!isOther || value === undefined || !sameValue(value, given.value)) return false
    // A null says nothing, unless its state is the other's too.
    const state = side === 'online' ? ownMember(row.served.cells, column)?.state : undefined
    return value !== null || (state !== undefined && state !== null && state === given.state)
  })
}

interface EarlierRows {
  /** Whether a row was answered before with the same key and the same in every column. */
  hasEarlier(row: CellRow): boolean
}

function earlierRows(rows: readonly CellRow[]): EarlierRows {
  const byKey = Map.groupBy(rows, ({ served }) => keyText(served.key))
  return {
    hasEarlier: ({ served, beside, world }) =>
      (byKey.get(keyText(served.key)) ?? []).some(
        other =>
          other.world === world &&
          other.served !== served &&
          other.beside.place < beside.place &&
          other.served.asOf <= served.asOf &&
          isSameAnswer(other.served, served),
      ),
  }
}

function isAskedWithOthers({ side, row: { batch, beside } }: ComputedCell): boolean {
  return side === 'online' ? batch.together.length > 1 : beside.before !== null || beside.after !== null
}

const moved = { cause: 'row-misaligned', does: 'gives the answer to one question to another' } as const

const differs = {
  cause: 'transform-differs',
  does: 'computes the expression otherwise on the inputs of the same row',
} as const

/** The causes of on-demand results that do not follow from the inputs of their row. */
export function diagnoseComputed(
  cells: ColumnCells,
  misaligned: ReadonlySet<ServedRow> = new Set(),
): {
  readonly causes: NamedCause[]
  readonly of: Map<ComputedCell, CauseName>
} {
  const rows = earlierRows(cells.computedRows)
  const together = ofColumn(cells)
  const named = cells.computed.map(cell => {
    const own = causeOfCell(cell, rows, together)
    // Where answers are moved on this side, and no rule of its own explains a result that was asked for with others, it was moved.
    const isLeft = own.cause === 'transform-differs' && misaligned.size > 0 && isAskedWithOthers(cell)
    const isMoved = isLeft || (own.cause !== 'stale' && misaligned.has(cell.row.served))
    return { cell, ...(isMoved ? moved : own) }
  })
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
