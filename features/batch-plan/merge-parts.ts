import type { GroupParts, PartColumn } from './group-parts.ts'
import type { SourcePlan } from './plan-context.ts'

/**
 * Merges partial results, several rows a probe, to one. Spreads are merged about the merged mean, in a second pass:
 * a running merge of Σ(x − mean)² would cancel.
 */
export function mergeParts(plan: SourcePlan, group: GroupParts, partials: string): string {
  const spreads = group.columns.filter(column => column.merge === 'spread')
  const others = group.columns.filter(column => column.merge !== 'spread')
  const merged = `SELECT p.__ask, ${others.map(column => `${mergeOne(plan, column)} AS ${column.alias}`).join(', ')}
FROM ${partials} p GROUP BY p.__ask`
  if (spreads.length === 0) return merged
  const about = spreads.map(spread => {
    const from = `p.${spread.mean} - m.${spread.mean}`
    const weight = `p.${spread.inputs}`
    return `sum(${weight} * (p.${spread.alias} + (${from}) * (${from}))) / nullif(sum(${weight}), 0) AS ${spread.alias}`
  })
  return `WITH means AS (
${merged}
), spreads AS (
SELECT p.__ask, ${about.join(', ')}
FROM ${partials} p JOIN means m ON m.__ask = p.__ask GROUP BY p.__ask
)
SELECT m.*, ${spreads.map(spread => `s.${spread.alias}`).join(', ')}
FROM means m JOIN spreads s ON s.__ask = m.__ask`
}

function mergeOne(plan: SourcePlan, { alias, merge, inputs }: PartColumn): string {
  const part = `p.${alias}`
  switch (merge) {
    case 'count':
      return plan.dialect.narrow(`sum(${part})`)
    case 'mean':
      return `sum(p.${inputs} * ${part}) / nullif(sum(p.${inputs}), 0)`
    case 'sum':
    case 'min':
    case 'max':
      return `${merge}(${part})`
    case 'spread':
    case null:
      throw new RangeError(`${alias} does not merge in one pass`)
  }
}
