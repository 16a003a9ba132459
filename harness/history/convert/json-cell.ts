import type { ValueType } from '../../../features/value.ts'
import { typeShape } from '../../../features/value-type.ts'
import { type Cell, faultOfShape, plainFault } from './cell.ts'
import { parseJson, textOfScalar } from './parse-json.ts'
import { faultOfTimeText, type TimeUnit } from './time-text.ts'

/** A cell of a JSONL file: the types of JSON count, so that 1 and "1" differ. JSON's null is null. */
export function jsonCell(json: string, type: ValueType, unit: TimeUnit | null): Cell {
  const shape = typeShape(type)
  const raw = `nullif(${json}, CAST('null' AS JSON))`
  const parse = (r: string) => parseJson(r, type, unit)
  const encode = (r: string) => `CAST(${r} AS VARCHAR)`
  if (shape.kind !== 'scalar') return { raw, parse, finish: v => v, fault: faultOfShape(shape.kind), encode }
  if (shape.scalar !== 'timestamp') {
    return { raw, parse, finish: v => v, fault: plainFault('wrong-type'), encode }
  }
  const faultOfText = (r: string, v: string) => faultOfTimeText(textOfScalar(r), v, unit)
  return {
    raw,
    parse,
    finish: v => v,
    fault: (r, v) =>
      `CASE WHEN ${r} IS NOT NULL AND ${textOfScalar(r)} IS NULL THEN 'wrong-type' ELSE ${faultOfText(r, v)} END`,
    encode: (r, v) => `coalesce(CAST(${v} AS VARCHAR), ${encode(r)})`,
  }
}
