import type { StoredFeature } from '../definitions.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { FactColumns, FinishColumns, SqlPart } from './aggregation-sql.ts'

/** Above this |x| an engine's own variance may overflow on its way, and the scaled inputs are used instead. */
export const hugeInput = 2 ** 450

/** Inputs of up to √(the greatest float) in size become of up to 2⁻⁸; what is lost below is nothing beside a huge one. */
export const momentsScale = 2 ** -520

/** The parts of `variance` and `stddev`: those over scaled inputs only where inputs can be huge, which ints cannot. */
export function momentsParts(fact: FactColumns, feature: StoredFeature): Readonly<Record<string, SqlPart>> {
  const { plain, scaled, size } = fact.moments!
  const ordinary: Record<string, SqlPart> = {
    mean: { call: `avg(${plain})`, merge: 'mean' },
    spread: { call: `var_pop(${plain})`, merge: 'spread', about: 'mean' },
  }
  if (!canBeHuge(feature)) return ordinary
  return {
    ...ordinary,
    scaled_mean: { call: `avg(${scaled})`, merge: 'mean' },
    scaled_spread: { call: `var_pop(${scaled})`, merge: 'spread', about: 'scaled_mean' },
    largest: { call: `max(${size})`, merge: 'max' },
  }
}

export function canBeHuge(feature: StoredFeature): boolean {
  return feature.aggregate.of?.type === 'float'
}

/** The sample variance; null below two values, and where n · max(x²) is not finite. */
export function varianceSql(columns: FinishColumns, feature: StoredFeature, dialect: Dialect): string {
  const { part, inputs } = columns
  const sample = (spread: string) => `${part(spread)} * ${inputs} / (${inputs} - 1)`
  const unscale = dialect.literal(1 / momentsScale, 'float')
  return huge(
    columns,
    feature,
    dialect,
    sample('spread'),
    `${sample('scaled_spread')} * ${unscale} * ${unscale}`,
  )
}

/** |mean|, null where the variance is. */
export function meanSizeSql(columns: FinishColumns, feature: StoredFeature, dialect: Dialect): string {
  const unscale = dialect.literal(1 / momentsScale, 'float')
  const mean = `abs(${columns.part('mean')})`
  return huge(columns, feature, dialect, mean, `abs(${columns.part('scaled_mean')}) * ${unscale}`)
}

function huge(
  { part, inputs }: FinishColumns,
  feature: StoredFeature,
  dialect: Dialect,
  ordinary: string,
  scaled: string,
): string {
  const enough = `${inputs} >= 2`
  if (!canBeHuge(feature)) return `CASE WHEN ${enough} THEN ${ordinary} END`
  const largest = part('largest')
  const limit = dialect.literal(hugeInput, 'float')
  return (
    `CASE WHEN NOT ${enough} THEN NULL WHEN ${largest} IS NULL OR ${largest} <= ${limit} THEN ${ordinary} ` +
    `WHEN ${dialect.isFinite(`${inputs} * (${largest} * ${largest})`)} THEN ${scaled} END`
  )
}
