import { duckdb } from '../../../../features/dialects/duckdb.ts'
import { inputSql } from './measure-log.ts'
import type { PreparedSource } from './prepare-source.ts'
import { legalRecords, type SourceWork, sameKey } from './source-work.ts'
import { offsetsText, type StreamLayout } from './stream-layout.ts'

/** Some of the keys of a source. Key 0 stands for keys with a null part. */
export interface KeyRange {
  readonly from: number
  readonly to: number
}

/** A slot above every key's: the row that tells that a stream came to its end. */
export const lastSlot = 2 ** 31 - 1

/**
 * The stream of a source: records and points in the columns of its layout, sorted by (slot, instant), and one last row.
 * Where points are read at offsets, one more column has those of each point as text.
 */
export function streamSql(source: PreparedSource, layout: StreamLayout, range: KeyRange): string {
  const { applied } = source.work
  const names = layout.sql.map((_, i) => `c${i}`)
  const row = (pick: 'record' | 'point', offsets: string) =>
    [
      ...layout.sql.map((column, i) => `${column[pick]} AS c${i}`),
      ...(applied ? [`${offsets} AS offsets`] : []),
    ].join(', ')
  const last = layout.sql.map(({ type }, i) => {
    return i === layout.columns.slot ? String(lastSlot) : type === 'int32' ? '0' : '0::DOUBLE'
  })
  const parts = [
    `SELECT ${row('record', 'NULL')} FROM ${recordsFrom(source, range)}`,
    `SELECT ${row('point', offsetsText(source.work))} FROM ${pointsFrom(source, range)}`,
    `SELECT ${[...last, ...(applied ? ['NULL'] : [])].join(', ')}`,
  ]
  return `SELECT ${[...names, ...(applied ? ['offsets'] : [])].join(', ')} FROM (
${parts.join('\nUNION ALL\n')}
) ORDER BY c${layout.columns.slot}, c${layout.columns.at}`
}

/** Legal records of keys that are asked for, less those whose id is another key's, with what their columns join. */
function recordsFrom(source: PreparedSource, { from, to }: KeyRange): string {
  const { work, chained, idRank } = source
  const dictionaries = source.encodings.flatMap(({ kept }, i) => (kept === 'dictionary' ? [i] : []))
  const joins = [
    `JOIN (SELECT * FROM ${work.table('keys')} WHERE n BETWEEN ${from} AND ${to}) k ON ${sameKey(work)}`,
    ...(chained ? [`LEFT JOIN ${work.table('chained')} c ON c.line = l.__line`] : []),
    ...(work.applied ? [`JOIN ${work.table('placed')} o ON o.line = l.__line`] : []),
    ...(idRank?.by === 'rank' ? [`LEFT JOIN ${work.table('ranks')} i ON i.id = l.id`] : []),
    ...dictionaries.map(i => dictionaryJoin(work, i)),
  ]
  const where = chained
    ? `c.owned IS NOT FALSE AND (l.op = 'upsert' OR c.chain IS NOT NULL)`
    : `l.op = 'upsert'`
  return `${legalRecords(work, source.raised)}\n${joins.join('\n')}\nWHERE ${where}`
}

function dictionaryJoin(work: SourceWork, i: number): string {
  const need = work.needs.inputs[i]
  if (need === undefined) throw new RangeError(`there is no input ${i}`)
  return `LEFT JOIN ${work.table(`dictionary${i}`)} d${i} ON d${i}.value = (${inputSql(need)})`
}

function pointsFrom({ work }: PreparedSource, { from, to }: KeyRange): string {
  const { entity } = work.needs.definitions
  const all = work.points.map((points, r) => `SELECT *, ${r} AS __reading FROM ${points}`).join(' UNION ALL ')
  const same = entity.map(({ name }, i) => `k.k${i} = p.${duckdb.identifier(name)}`).join(' AND ')
  const scheduled = work.applied && work.needs.scheduled
  const greatest = scheduled
    ? ` LEFT JOIN ${work.table('greatest')} g ON g.offsets = ${offsetsText(work)}`
    : ''
  return `(${all}) p LEFT JOIN ${work.table('keys')} k ON ${same}${greatest}
WHERE coalesce(k.n, 0) BETWEEN ${from} AND ${to}`
}
