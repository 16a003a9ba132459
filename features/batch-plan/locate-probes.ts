import { keyPartColumns, type SourcePlan } from './plan-context.ts'
import type { BatchPlanOptions } from './plan-options.ts'
import { probeTables } from './probe-tables.ts'
import type { SqlStatement } from './sql-statement.ts'

/** Beyond every instant either way, and far enough from the ends of 64 bits to be added to (µs). */
const clampTo = (2n ** 62n).toString()

/**
 * The points as one source sees them: `__key` (null where the source never saw the key), `__t`, the K at which the
 * point knows (`__k`, null for nothing), the K that a scheduled feature reads (`__by`), and, where the offsets of
 * `applied` are no K for this key, their `__mark`.
 */
export function locateProbes(plan: SourcePlan, options: BatchPlanOptions): SqlStatement[] {
  const tables = probeTables(plan)
  const point = (name: string) => plan.column('p', name)
  const same = plan.definitions.entity.map(({ name }, i) => `k.${keyPartColumns(plan)[i]} = ${point(name)}`)
  const nullKey = plan.definitions.entity.map(({ name }) => `${point(name)} IS NULL`).join(' OR ')
  const clamped = `least(greatest(${point('__k')}, -${clampTo}), ${clampTo})`
  const known = `CASE WHEN ${point('__k')} IS NOT NULL THEN ${clamped} END`
  const query = `SELECT ${point('__probe')} AS __probe, (${nullKey}) AS __keyless, k.__key,
  ${point('as_of')} AS __t, ${known} AS __k, ${options.applied ? 'm.__mark' : 'CAST(NULL AS BIGINT) AS __mark'}
FROM ${options.points} p
LEFT JOIN ${plan.tables.keys} k ON ${same.join(' AND ')}${
    options.applied
      ? `\nLEFT JOIN ${tables.marks} m ON m.__applied = CASE WHEN ${point('__k')} IS NULL THEN ${point('__applied')} END`
      : ''
  }`
  if (!options.applied) {
    return [
      {
        purpose: `${plan.source.name}: points`,
        ...plan.create(tables.probes, `SELECT *, __k AS __by FROM (${query}) p`),
      },
    ]
  }
  return appliedProbes(plan, options, query)
}

/**
 * Offsets are the same as a K for a key where every record of the key below them arrived before every other: then K
 * is the last arrival below them. Only where arrivals tie across the offsets does the mark remain.
 */
function appliedProbes(plan: SourcePlan, options: BatchPlanOptions, points: string): SqlStatement[] {
  const tables = probeTables(plan)
  const located = plan.table('located')
  const source = plan.source.name
  const probes = `SELECT p.__probe, p.__keyless, p.__key, p.__t,
  CASE WHEN p.__mark IS NULL THEN p.__k WHEN NOT s.__tied THEN s.__low END AS __k,
  CASE WHEN s.__tied THEN p.__mark END AS __mark,
  CASE WHEN p.__mark IS NULL THEN p.__k ELSE g.__greatest END AS __by
FROM ${located} p
LEFT JOIN ${tables.spans} s ON s.__key = p.__key AND s.__mark = p.__mark
LEFT JOIN ${tables.greatest} g ON g.__mark = p.__mark`
  return [
    ...offsetTables(plan, options),
    { purpose: `${source}: points and their marks`, ...plan.create(located, points) },
    {
      purpose: `${source}: what the offsets mean for each key`,
      ...plan.create(tables.spans, spans(plan, located)),
    },
    { purpose: `${source}: points`, ...plan.create(tables.probes, probes) },
  ]
}

function offsetTables(plan: SourcePlan, options: BatchPlanOptions): SqlStatement[] {
  const tables = probeTables(plan)
  const source = plan.source.name
  const applied = plan.column('p', '__applied')
  const marks = `SELECT row_number() OVER () AS __mark, m.* FROM (
  SELECT DISTINCT ${applied} AS __applied FROM ${options.points} p
  WHERE ${plan.column('p', '__k')} IS NULL AND ${applied} IS NOT NULL
) m`
  const offsets = `SELECT o.__mark, ${plan.dialect.pairKey('o.__pair')} AS __partition, ${plan.dialect.pairValue('o.__pair')} AS __next
FROM (SELECT m.__mark, ${plan.dialect.jsonPairs('m.__applied', source)} AS __pair FROM ${tables.marks} m) o`
  const places = `SELECT r.__key, r.__partition, r.__offset, min(r.__arrival) AS __first, max(r.__arrival) AS __last
FROM ${plan.tables.accepted} r GROUP BY r.__key, r.__partition, r.__offset`
  const frontier = `SELECT p.__partition, p.__offset, max(p.__last) AS __last
  FROM ${tables.places} p WHERE p.__offset IS NOT NULL GROUP BY p.__partition, p.__offset`
  const greatest = `SELECT o.__mark, max(f.__last) AS __greatest
FROM ${tables.offsets} o ASOF JOIN (${frontier}) f ON f.__partition = o.__partition AND o.__next > f.__offset
GROUP BY o.__mark`
  return [
    { purpose: `${source}: the distinct offsets that points name`, ...plan.create(tables.marks, marks) },
    { purpose: `${source}: the same by partition`, ...plan.create(tables.offsets, offsets) },
    { purpose: `${source}: arrivals by key and place`, ...plan.create(tables.places, places) },
    {
      purpose: `${source}: the greatest arrival below the offsets`,
      ...plan.create(tables.greatest, greatest),
    },
  ]
}

function spans(plan: SourcePlan, located: string): string {
  const { offsets, places } = probeTables(plan)
  return `WITH asked AS (
  SELECT DISTINCT p.__key, p.__mark FROM ${located} p WHERE p.__key IS NOT NULL AND p.__mark IS NOT NULL
), parts AS (
  SELECT a.__key, a.__mark, k.__partition, coalesce(o.__next, 0) AS __next
  FROM asked a
  JOIN (SELECT DISTINCT __key, __partition FROM ${places}) k ON k.__key = a.__key
  LEFT JOIN ${offsets} o ON o.__mark = a.__mark AND o.__partition = k.__partition
), placed AS (
  SELECT * FROM ${places} WHERE __partition IS NOT NULL AND __offset IS NOT NULL
), below AS (
  SELECT a.__key, a.__mark, max(p.__last) AS __low
  FROM parts a ASOF JOIN placed p ON p.__key = a.__key AND p.__partition = a.__partition AND a.__next > p.__offset
  GROUP BY a.__key, a.__mark
), above AS (
  SELECT a.__key, a.__mark, min(p.__first) AS __high
  FROM parts a ASOF JOIN placed p ON p.__key = a.__key AND p.__partition = a.__partition AND a.__next <= p.__offset
  GROUP BY a.__key, a.__mark
), never AS (
  SELECT __key, min(__first) AS __high FROM ${places} WHERE __partition IS NULL OR __offset IS NULL GROUP BY __key
)
SELECT a.__key, a.__mark, b.__low, coalesce(least(u.__high, n.__high) <= b.__low, FALSE) AS __tied
FROM asked a
LEFT JOIN below b ON b.__key = a.__key AND b.__mark = a.__mark
LEFT JOIN above u ON u.__key = a.__key AND u.__mark = a.__mark
LEFT JOIN never n ON n.__key = a.__key`
}
