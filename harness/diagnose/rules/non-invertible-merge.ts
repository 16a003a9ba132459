import type { StoredFeature } from '../../../features/definitions.ts'
import { aggregateInputs } from '../../oracle/specification/aggregate.ts'
import { floorTo } from '../../oracle/specification/evaluate-feature.ts'
import type { CauseRule, Prediction, Variant } from '../cause-rule.ts'
import type { StoredCell } from '../cell.ts'
import { evaluateAsked, inputsOf } from '../evaluate-asked.ts'
import type { Policy } from '../policy.ts'
import { surpriseOf } from '../surprise.ts'
import { factOf, firstUpsert, type ResolveId, withoutRedeliveries } from '../traced-fact.ts'
import { lengthText, usualGrids } from './durations.ts'
import { factText } from './fact-text.ts'
import { policyVariant } from './policy-variant.ts'

type Aggregate = Policy['aggregate']

const notInvertible = new Set(['min', 'max', 'first', 'last', 'lastN', 'countDistinct', 'variance', 'stddev'])
const moments = new Set(['mean', 'variance', 'stddev'])

/** What was once taken into an extreme stays in it. */
const neverTakenBack: ResolveId = records => {
  const own = withoutRedeliveries(records)
  const first = firstUpsert(own)
  return first === undefined ? [] : own.filter(record => record.upsert).map(record => factOf(record, first))
}

const neverDeleted: ResolveId = records => neverTakenBack(records).slice(-1)

/** A result that is made of the results of tiles as if it were a sum or a mean. */
function overTiles(
  grid: number,
  combine: (parts: readonly number[], sizes: readonly number[]) => number,
): Aggregate {
  return (kind, type, inputs, facts, n) => {
    if (inputs.length === 0 || inputs.length !== facts.length)
      return aggregateInputs(kind, type, inputs, facts.length, n)
    const tiles = Map.groupBy(inputs.keys(), i => floorTo(facts[i]?.eventTime ?? 0, grid))
    const sizes = [...tiles.values()].map(places => places.length)
    const parts = [...tiles.values()].map(places => {
      const own = places.map(i => inputs[i] ?? null)
      return Number(aggregateInputs(kind, type, own, own.length, n).value ?? 0)
    })
    const value = combine(parts, sizes)
    return { value: kind === 'countDistinct' ? BigInt(Math.round(value)) : value, weight: Math.abs(value) }
  }
}

const average = (parts: readonly number[]) => parts.reduce((sum, part) => sum + part, 0) / parts.length
const total = (parts: readonly number[]) => parts.reduce((sum, part) => sum + part, 0)
const weighted = (parts: readonly number[], sizes: readonly number[]) =>
  total(parts.map((part, i) => part * (sizes[i] ?? 0))) / total(sizes)

/** Partial results merged, or taken back, as only sums can be. */
export const nonInvertibleMerge: CauseRule = {
  says: 'merges partial results, or takes facts back out of them, as only sums allow',
  mend: 'keep what an aggregate needs to be merged (count, sum and squares; the facts, or a set of them) and fold tiles again instead of subtracting from them',
  looksLike:
    'Counts and sums are right while min, max, means, deviations or distinct counts of the same windows are wrong.',
  example: 'min(x).over(1h), k@10:00 x=−3, k@12:00 x=5 → read k at 12:30: served −3, point-in-time gives 5',
  known: [
    {
      symptom: 'min and max are kept as running sums and never expire; std returns the mean',
      where: 'feast-dev/feast, aggregation/tiling',
    },
  ],
  variants: ({ feature }) => {
    const { kind } = feature.aggregate
    return [
      ...(notInvertible.has(kind) ? takenBack(feature) : []),
      ...(moments.has(kind) ? formulas(feature) : []),
      ...(moments.has(kind) || kind === 'countDistinct' ? [...tiles(feature), between()] : []),
    ]
  },
}

function takenBack(feature: StoredFeature): Variant[] {
  const because = (fact: Parameters<typeof factText>[0]) =>
    `${factText(fact)} was taken out, which a ${feature.aggregate.kind} cannot undo without its facts`
  return [neverTakenBack, neverDeleted].map((resolve, i) =>
    policyVariant({
      label: 'cannot take a corrected or deleted value out of a result',
      cost: 2 + i / 2,
      policy: { resolve },
      because,
    }),
  )
}

/** Facts that are tried for a result that lies among those of its parts; with one input there is nothing to merge. */
const inputsLeast = 2

/** A mean, a spread or a distinct count that can come of the right inputs, put together wrongly. */
function mergedOtherwise(cell: StoredCell): Prediction | null {
  const made = withinReach(cell)
  // It says where the value lies and not what it is, so it tells little of each cell.
  return made === null ? null : { ...made, bits: surpriseOf(cell) - toldBits }
}

const toldBits = 3

function withinReach(cell: StoredCell): Prediction | null {
  const made = evaluateAsked(cell)
  const { kind } = cell.feature.aggregate
  const inputs = inputsOf(cell.feature, made.facts).filter(each => each !== null)
  const { value, state } = cell.given
  if (inputs.length < inputsLeast || made.answer.value === null || (state !== null && state !== 'present')) {
    return null
  }
  if (kind === 'countDistinct') {
    return typeof value === 'bigint' && value > BigInt(made.answer.value as bigint) && value <= inputs.length
      ? made
      : null
  }
  if (typeof value !== 'number') return null
  const numbers = inputs.map(Number)
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)]
  if (kind === 'mean') return value >= least && value <= most ? made : null
  const widest = ((most - least) ** 2 * inputs.length) / (inputs.length - 1)
  return value >= 0 && value <= (kind === 'stddev' ? Math.sqrt(widest) : widest) ? made : null
}

function between(): Variant {
  return {
    kind: 'loose',
    label: 'merges partial results in some other way than their aggregate allows',
    cost: 4,
    because: () => 'its facts are the right ones, and their partial results are put together wrongly',
    explains: mergedOtherwise,
  }
}

function formulas({ aggregate: { kind } }: StoredFeature): Variant[] {
  const named = (label: string, aggregate: Aggregate) =>
    policyVariant({
      label,
      cost: 1,
      policy: { aggregate },
      because: () => 'partial results do not hold what it needs',
    })
  if (kind === 'mean') return []
  const as =
    (other: Parameters<Aggregate>[0], map = (value: number, n: number) => value + 0 * n): Aggregate =>
    (_, type, inputs, facts, n) => {
      const made = aggregateInputs(other, type, inputs, facts.length, n)
      const value = typeof made.value === 'number' ? map(made.value, inputs.length) : made.value
      return { ...made, value }
    }
  const other = kind === 'stddev' ? 'variance' : 'stddev'
  return [
    named(`serves the mean for the ${kind}`, as('mean')),
    named(`serves the ${other} for the ${kind}`, as(other)),
    named(`serves the ${kind} of a population`, (_, type, inputs, facts, n) => {
      const { value, weight } = aggregateInputs('variance', type, inputs, facts.length, n)
      const size = inputs.length
      if (size === 1) return { value: 0, weight: 0 }
      if (typeof value !== 'number') return { value, weight }
      const population = (value * (size - 1)) / size
      return { value: kind === 'stddev' ? Math.sqrt(population) : population, weight }
    }),
  ]
}

function tiles({ aggregate: { kind }, window: { slide } }: StoredFeature): Variant[] {
  const grids = [...new Set([...(slide === null ? [] : [slide]), ...usualGrids])]
  return grids.flatMap(grid => {
    const tile = `of tiles of ${lengthText(grid)}`
    const named = (label: string, combine: Parameters<typeof overTiles>[1]) =>
      policyVariant({
        label,
        cost: grid === slide ? 2 : 4,
        policy: { aggregate: overTiles(grid, combine) },
        because: () => 'the facts lie in several tiles, whose results cannot be put together so',
      })
    if (kind === 'countDistinct') return [named(`adds the distinct counts ${tile}`, total)]
    return [
      named(`averages the results ${tile}`, average),
      ...(kind === 'mean' ? [] : [named(`averages the results ${tile} by their sizes`, weighted)]),
    ]
  })
}
