import type { ValueType } from '../../../features/value.ts'
import { typeShape } from '../../../features/value-type.ts'
import { type Cell, faultOfShape, plainFault } from './cell.ts'
import { parseJson } from './parse-json.ts'
import { parseText } from './parse-text.ts'
import { faultOfTimeText, type TimeUnit } from './time-text.ts'

/** A cell of a CSV file; lists and vectors are JSON text. */
export function textCell(raw: string, type: ValueType, unit: TimeUnit | null): Cell {
  const shape = typeShape(type)
  const encode = (r: string) => `CAST(to_json(${r}) AS VARCHAR)`
  if (shape.kind !== 'scalar') {
    const parse = (r: string) => parseJson(`TRY_CAST(${r} AS JSON)`, type, unit)
    return { raw, parse, finish: v => v, fault: faultOfShape(shape.kind), encode }
  }
  const parse = (r: string) => parseText[shape.scalar](r, unit)
  if (shape.scalar !== 'timestamp') {
    return { raw, parse, finish: v => v, fault: type === 'string' ? null : plainFault('wrong-type'), encode }
  }
  return {
    raw,
    parse,
    finish: v => v,
    fault: (r, v) => faultOfTimeText(r, v, unit),
    encode: (r, v) => `coalesce(CAST(${v} AS VARCHAR), ${encode(r)})`,
  }
}
