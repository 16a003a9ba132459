import type { StoredFeature } from '../definitions.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { FactColumns, FinishColumns, SqlPart } from './aggregation-sql.ts'

/** Above this |x| an engine's own variance may overflow on its way, and scaled inputs are used instead. */
export const hugeInput = 2 ** 450

/** Inputs up to √(the greatest float) become at most 2⁻⁸; what is lost of small ones is nothing beside a huge one. */
const scale = 2 ** -520
const scalable = 2 ** 512

/** The parts of `variance` and `stddev`; those over scaled inputs only where some input is huge. */
export function momentsParts(
  { input, huge }: FactColumns,
  feature: StoredFeature,
  dialect: Dialect,
): Readonly<Record<string, SqlPart>> {
  const x = input!
  if (feature.aggregate.of?.type === 'int') return centred('', x, dialect.intToFloat(x))
  if (!huge) return centred('', x, x)
  const float = (value: number) => dialect.literal(value, 'float')
  const within = (limit: number, value: string) => `CASE WHEN abs(${x}) <= ${float(limit)} THEN ${value} END`
  const plain = within(hugeInput, x)
  const scaled = within(scalable, `${x} * ${float(scale)}`)
  return {
    ...centred('', plain, plain),
    ...centred('scaled_', scaled, scaled),
    largest: { call: `max(abs(${x}))`, merge: 'max' },
  }
}

function centred(prefix: string, summed: string, spread: string): Readonly<Record<string, SqlPart>> {
  return {
    [`${prefix}total`]: { call: `sum(${summed})`, merge: 'sum' },
    [`${prefix}spread`]: { call: `var_pop(${spread})`, merge: 'spread', about: `${prefix}total` },
  }
}

/** The sample variance; null below two values, and where n · max(x²) is not finite. */
export function varianceSql(columns: FinishColumns, _: StoredFeature, dialect: Dialect): string {
  const { part, inputs } = columns
  const sample = (spread: string) => `${part(spread)} * ${inputs} / (${inputs} - 1)`
  const unscale = dialect.literal(1 / scale, 'float')
  return chosen(
    columns,
    dialect,
    sample('spread'),
    () => `${sample('scaled_spread')} * ${unscale} * ${unscale}`,
  )
}

/** |mean|, null where the variance is. */
export function meanSizeSql(columns: FinishColumns, _: StoredFeature, dialect: Dialect): string {
  const mean = (total: string) => `abs(${columns.part(total)} / ${columns.inputs})`
  const unscale = dialect.literal(1 / scale, 'float')
  return chosen(columns, dialect, mean('total'), () => `${mean('scaled_total')} * ${unscale}`)
}

function chosen(
  { part, inputs, huge }: FinishColumns,
  dialect: Dialect,
  ordinary: string,
  scaled: () => string,
): string {
  const enough = `${inputs} >= 2`
  if (!huge) return `CASE WHEN ${enough} THEN ${ordinary} END`
  const largest = part('largest')
  return (
    `CASE WHEN NOT ${enough} THEN NULL WHEN ${largest} <= ${dialect.literal(hugeInput, 'float')} THEN ${ordinary} ` +
    `WHEN ${dialect.isFinite(`${inputs} * (${largest} * ${largest})`)} THEN ${scaled()} END`
  )
}
