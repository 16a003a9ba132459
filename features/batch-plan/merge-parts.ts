import type { PartColumn } from './group-parts.ts'
import type { SourcePlan } from './plan-context.ts'

/**
 * Merges partial results: the rows of `partials` that share `keys` to one, as a SELECT of the keys and the columns.
 * Spreads are merged about the merged mean, in a second pass: a running merge of Σ(x − mean)² would cancel.
 */
export function mergeParts(
  plan: SourcePlan,
  columns: readonly PartColumn[],
  partials: string,
  keys: readonly string[],
): string {
  const key = keys.map(name => `p.${name}`).join(', ')
  const spreads = columns.filter(column => column.merge === 'spread')
  const others = columns.filter(column => column.merge !== 'spread')
  const merged = `SELECT ${key}, ${others.map(column => `${mergeOne(plan, column)} AS ${column.alias}`).join(', ')}
FROM ${partials} p GROUP BY ${key}`
  if (spreads.length === 0) return merged
  const about = spreads.map(spread => {
    const from = `p.${spread.total} / p.${spread.inputs} - m.${spread.total} / m.${spread.inputs}`
    const weight = `p.${spread.inputs}`
    return `sum(${weight} * (p.${spread.alias} + (${from}) * (${from}))) / nullif(sum(${weight}), 0) AS ${spread.alias}`
  })
  const same = (alias: string) => keys.map(name => `${alias}.${name} = m.${name}`).join(' AND ')
  return `SELECT ${keys.map(name => `m.${name}`).join(', ')}, ${columns.map(({ alias, merge }) => `${merge === 'spread' ? 's' : 'm'}.${alias}`).join(', ')}
FROM (
${merged}
) m JOIN (
SELECT ${key}, ${about.join(', ')}
FROM ${partials} p JOIN (
${merged}
) m ON ${same('p')} GROUP BY ${key}
) s ON ${same('s')}`
}

function mergeOne(plan: SourcePlan, { alias, merge, keep }: PartColumn): string {
  const part = `p.${alias}`
  switch (merge) {
    case 'count':
      return plan.dialect.narrow(`sum(${part})`)
    case 'sum':
    case 'min':
    case 'max':
      return `${merge}(${part})`
    case 'newest':
      return plan.dialect.mergeNewest(part, keep)
    case 'spread':
    case null:
      throw new RangeError(`${alias} does not merge in one pass`)
  }
}
