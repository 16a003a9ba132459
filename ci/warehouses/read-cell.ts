import type { Value, ValueType } from '../../features/value.ts'
import { typeShape } from '../../features/value-type.ts'
import type { GivenRow } from './disagreements.ts'
import { storedOf, type WarehouseCase } from './warehouse-case.ts'

/** A value that a warehouse printed as text; lists as JSON of the texts of their elements. */
export function parseCell(text: string | null, type: ValueType): Value {
  if (text === null) return null
  const shape = typeShape(type)
  if (shape.kind === 'list') {
    const elements = JSON.parse(text) as unknown[]
    return elements.map(each =>
      parseCell(Array.isArray(each) ? JSON.stringify(each) : (each as string | null), shape.element),
    )
  }
  if (shape.kind === 'vector') return (JSON.parse(text) as string[]).map(Number)
  if (type === 'int' || type === 'timestamp') return BigInt(text)
  if (type === 'float') return Number(text)
  return type === 'bool' ? text === 'true' || text === 't' : text
}

/** Rows of a training set of which every cell was printed as text: the key, `as_of` in µs, then the features. */
export function rowsOf(
  { definitions }: WarehouseCase,
  rows: readonly (readonly (string | null)[])[],
): GivenRow[] {
  const keys = definitions.entity.length
  return rows.map(cells => ({
    key: definitions.entity.map(({ type }, i) => parseCell(cells[i] ?? null, type)),
    asOf: Number(cells[keys]),
    values: new Map(
      storedOf(definitions).map(({ name, type }, i) => [name, parseCell(cells[keys + 1 + i] ?? null, type)]),
    ),
  }))
}
