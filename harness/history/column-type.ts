import type { ValueType } from '../../features/value.ts'
import { typeShape } from '../../features/value-type.ts'

const scalars = {
  string: 'VARCHAR',
  int: 'BIGINT',
  float: 'DOUBLE',
  bool: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
} as const

/** The DuckDB type that a column of a History has for a value type; vectors are lists, since readers meet both. */
export function columnType(type: ValueType): string {
  const shape = typeShape(type)
  if (shape.kind === 'scalar') return scalars[shape.scalar]
  if (shape.kind === 'vector') return shape.element === 'float32' ? 'FLOAT[]' : 'DOUBLE[]'
  return `${columnType(shape.element)}[]`
}
