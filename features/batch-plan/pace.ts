import type { SourcePlan } from './plan-context.ts'
import { forever } from './resolve-facts.ts'
import type { SqlStatement } from './sql-statement.ts'

/**
 * The pace of a source (µs): a fact that was never replaced and arrived within it of its event time, before or after,
 * is *prompt*. Any pace gives right answers; this one, of the quantiles of |α − τ|, costs least: a probe meets the
 * facts that are not prompt, and those within the pace of its K.
 */
export function pace(plan: SourcePlan): SqlStatement {
  const { facts } = plan.tables
  const quantiles = [0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999, 1]
  const query = `WITH lags AS (
  SELECT abs(f.__from - f.__tau) AS __lag, f.__tau FROM ${facts} f WHERE f.__to = ${forever}
), spread AS (
  SELECT quantile_disc(__lag, [${quantiles.join(', ')}]) AS __lags, max(__tau) - min(__tau) + 1 AS __span FROM lags
), choices AS (
  SELECT unnest(__lags) AS __lag, unnest([${quantiles.join(', ')}]) AS __share, __span FROM spread
)
SELECT coalesce((SELECT arg_min(__lag, (1 - __share) + 2 * CAST(__lag AS DOUBLE) / __span) FROM choices), 0) AS __pace`
  return {
    purpose: `${plan.source.name}: how soon its facts are known (µs)`,
    sql: plan.create(plan.tables.pace, query),
  }
}

/** SQL text: whether the fact is prompt. */
export function isPrompt(fact: string, pace: string): string {
  return `${fact}.__to = ${forever} AND ${fact}.__from - ${fact}.__tau BETWEEN -${pace}.__pace AND ${pace}.__pace`
}
