import { type GroupParts, selectParts } from './group-parts.ts'
import { isPrompt, type Measures } from './measures.ts'
import { mergeParts } from './merge-parts.ts'
import type { SourcePlan } from './plan-context.ts'
import type { SqlStatement } from './sql-statement.ts'

/** A tile of a level holds so many of the level below. */
const fanOut = 8

/** Levels of tiles. At the top a tile holds `fanOut` ** (levels − 1) of the smallest; there may be any number of them. */
const levels = 6

/**
 * Parts of the prompt facts of each key by tiles of time, and by tiles of tiles. They depend on no probe: where every
 * prompt fact of a tile is surely known, an ask takes the tile instead of its facts. `__code` names level and index.
 */
export function pyramid(plan: SourcePlan, parts: GroupParts, measures: Measures): SqlStatement {
  const { dialect, tables } = plan
  const columns = parts.mergeable
  const names = columns.map(({ alias }) => alias).join(', ')
  const admitted = parts.where === null ? '' : ` AND ${parts.where}`
  const base = `SELECT f.__key, ${dialect.floorDivide('f.__tau', String(measures.tile))} AS __index, ${selectParts(columns)}
FROM ${tables.facts} f WHERE ${isPrompt('f', measures)}${admitted} GROUP BY 1, 2`
  const above = (level: number) => {
    const children = `(SELECT c.__key, ${dialect.floorDivide('c.__index', String(fanOut))} AS __index, ${names} FROM l${level - 1} c)`
    return mergeParts(plan, columns, children, ['__key', '__index'])
  }
  const all = Array.from({ length: levels }, (_, level) => level)
  const query = `WITH ${all.map(level => `l${level} AS MATERIALIZED (\n${level === 0 ? base : above(level)}\n)`).join(', ')}
${all.map(level => `SELECT __key, ${code('__index', level)} AS __code, ${names} FROM l${level}`).join('\nUNION ALL\n')}`
  return {
    purpose: `${plan.source.name}: prompt facts by tiles of time`,
    ...plan.create(tables.pyramid, query),
  }
}

/** The facts that tiles do not hold. */
export function slowFacts(plan: SourcePlan, measures: Measures): SqlStatement {
  const query = `SELECT f.* FROM ${plan.tables.facts} f WHERE NOT (${isPrompt('f', measures)})`
  return { purpose: `${plan.source.name}: slow facts`, ...plan.create(plan.tables.slow, query) }
}

function code(index: string, level: number): string {
  return `${index} * ${levels} + ${level}`
}

/**
 * The tiles of the pyramid that make up the smallest tiles from `__first_tile` to before `__end_tile`: a query over
 * `ranges` that gives its rows with `__code`, one row a tile.
 */
export function tilesOf(plan: SourcePlan, ranges: string): string {
  const { dialect } = plan
  let chain = `SELECT r.*, r.__first_tile AS __a0, r.__end_tile AS __b0 FROM ${ranges} r WHERE r.__first_tile < r.__end_tile`
  for (let level = 0; level < levels - 1; level++) {
    const [a, b] = [`c.__a${level}`, `c.__b${level}`]
    const up = dialect.floorDivide(`${a} + ${fanOut - 1}`, String(fanOut))
    const down = dialect.floorDivide(b, String(fanOut))
    const climbs = `u.__up${level} < u.__down${level}`
    chain = `SELECT u.*, CASE WHEN ${climbs} THEN u.__up${level} ELSE 0 END AS __a${level + 1},
  CASE WHEN ${climbs} THEN u.__down${level} ELSE 0 END AS __b${level + 1} FROM (
SELECT c.*, ${up} AS __up${level}, ${down} AS __down${level} FROM (
${chain}
) c ) u`
  }
  const series = Array.from({ length: levels }, (_, level) => {
    const [a, b] = [`t.__a${level}`, `t.__b${level}`]
    const of = (index: string) => code(index, level)
    if (level === levels - 1) return [dialect.numbers(a, b, of)]
    // What the level above takes is cut out of the middle; where it takes nothing, the cut is empty and at the end.
    const [above, end] = [`t.__a${level + 1}`, `t.__b${level + 1}`]
    const climbs = `${above} < ${end}`
    return [
      dialect.numbers(a, `CASE WHEN ${climbs} THEN ${above} * ${fanOut} ELSE ${b} END`, of),
      dialect.numbers(`CASE WHEN ${climbs} THEN ${end} * ${fanOut} ELSE ${b} END`, b, of),
    ]
  }).flat()
  return `SELECT t.*, ${dialect.unnestAll(series)} AS __code FROM (
${chain}
) t`
}
