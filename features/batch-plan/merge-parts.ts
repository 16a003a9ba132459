import type { PartColumn } from './group-parts.ts'
import type { SourcePlan } from './plan-context.ts'

/** Partial results, and the columns whose equal values say that rows belong together. */
interface Merging {
  readonly plan: SourcePlan
  readonly columns: readonly PartColumn[]
  readonly partials: string
  readonly keys: readonly string[]
}

/** Merges partial results: the rows of `partials` that share `keys` to one, as a SELECT of the keys and the columns. */
export function mergeParts(
  plan: SourcePlan,
  columns: readonly PartColumn[],
  partials: string,
  keys: readonly string[],
): string {
  const merging = { plan, columns, partials, keys }
  const spreads = columns.filter(column => column.merge === 'spread')
  const lists = columns.filter(column => column.merge === 'greatest')
  const merged = inOnePass(merging)
  if (spreads.length + lists.length === 0) return merged
  const others = [
    ...(spreads.length === 0 ? [] : [{ of: spreads, query: aboutMeans(merging, spreads, merged) }]),
    ...lists.map(list => ({ of: [list], query: greatest(merging, list) })),
  ]
  const aliasOf = (column: PartColumn) => {
    const other = others.findIndex(({ of }) => of.includes(column))
    return other < 0 ? 'm' : `o${other}`
  }
  const joins = others.map(({ query }, i) => `LEFT JOIN (\n${query}\n) o${i} ON ${same(merging, `o${i}`)}`)
  return `SELECT ${keys.map(name => `m.${name}`).join(', ')}, ${columns.map(column => `${aliasOf(column)}.${column.alias}`).join(', ')}
FROM (
${merged}
) m
${joins.join('\n')}`
}

function same({ keys }: Merging, alias: string): string {
  return keys.map(name => `${alias}.${name} = m.${name}`).join(' AND ')
}

function keysOf({ keys }: Merging): string {
  return keys.map(name => `p.${name}`).join(', ')
}

function inOnePass(merging: Merging): string {
  const selected = merging.columns.flatMap(column => mergeOne(merging.plan, column))
  return `SELECT ${[keysOf(merging), ...selected].join(', ')}
FROM ${merging.partials} p GROUP BY ${keysOf(merging)}`
}

function mergeOne(plan: SourcePlan, { alias, merge }: PartColumn): string[] {
  const part = `p.${alias}`
  switch (merge) {
    case 'count':
      return [`${plan.dialect.narrow(`sum(${part})`)} AS ${alias}`]
    case 'sum':
    case 'min':
    case 'max':
      return [`${merge}(${part}) AS ${alias}`]
    case 'spread':
    case 'greatest':
      return []
    case null:
      throw new RangeError(`${alias} does not merge`)
  }
}

/** Spreads are merged about the merged mean, in a second pass: a running merge of Σ(x − mean)² would cancel. */
function aboutMeans(merging: Merging, spreads: readonly PartColumn[], merged: string): string {
  const about = spreads.map(spread => {
    const from = `p.${spread.total} / p.${spread.inputs} - m.${spread.total} / m.${spread.inputs}`
    const weight = `p.${spread.inputs}`
    return `sum(${weight} * (p.${spread.alias} + (${from}) * (${from}))) / nullif(sum(${weight}), 0) AS ${spread.alias}`
  })
  return `SELECT ${keysOf(merging)}, ${about.join(', ')}
FROM ${merging.partials} p JOIN (
${merged}
) m ON ${same(merging, 'p')} GROUP BY ${keysOf(merging)}`
}

/** Lists are taken apart and the greatest of all chosen anew: to gather lists in lists costs far more. */
function greatest(merging: Merging, { alias, keep }: PartColumn): string {
  const { dialect } = merging.plan
  const { call, after = result => result } = dialect.greatest('p.__value', keep)
  return `SELECT ${keysOf(merging)}, ${after(call)} AS ${alias}
FROM (SELECT ${keysOf(merging)}, ${dialect.unnestAll([`p.${alias}`])} AS __value FROM ${merging.partials} p) p
GROUP BY ${keysOf(merging)}`
}
