import {
  type ColumnContext,
  comparedValue,
  derivedContext,
  nothingFound,
  type ValueFinding,
} from './column-context.ts'
import { compareNumberValues } from './compare-numbers.ts'
import { coordinatesPart } from './coordinates-part.ts'
import { plainSettings } from './plain-settings.ts'
import { clusteredEnergyTest } from './statistics/clustered-energy-test.ts'
import { type EnergyTest, energyTest } from './statistics/energy-test.ts'
import { sampleVectors, type VectorSample } from './tables/sample-vectors.ts'

/** Numbers that the coordinates of one side hold in memory at most. */
const numbersMax = 1_000_000
const rowsMin = 1_000
/** Rows of each side whose entities are followed coordinate by coordinate. */
const clusteredRowsMax = 50_000

/** Vectors of each side that the energy test looks at. */
const energyRows = 300

/**
 * Compares vectors of one dimension: the norm over all rows, every coordinate on a seeded subsample (α shared over them),
 * and the energy test, which is evidence that withholds a pass but fails nothing by itself.
 */
export async function compareVectors(context: ColumnContext, dimension: number): Promise<ValueFinding> {
  const { reference: before, current: now } = context.facts
  // Without an element an order of vectors, and their norm, mean nothing.
  const broken = [before, now].map(each => each.values - each.nan - each.infinite - each.finiteLists) as [
    number,
    number,
  ]
  const withheld =
    broken[0] + broken[1] === 0
      ? []
      : [
          `vectors with null elements (${broken[0]} in the reference, ${broken[1]} now) have no norm, and were left out`,
        ]
  if (before.finiteLists === 0 || now.finiteLists === 0) {
    const side = before.finiteLists === 0 ? 'the reference' : 'the current side'
    return { ...nothingFound, withheld: [...withheld, `${side} holds no vector of finite numbers`] }
  }
  const found = await compareFinite(context, dimension)
  return { ...found, withheld: [...withheld, ...found.withheld] }
}

async function compareFinite(context: ColumnContext, dimension: number): Promise<ValueFinding> {
  const norm = await compareNorms(context)
  const limit = Math.max(rowsMin, Math.floor(numbersMax / dimension))
  const rowsMax = context.clusters === null ? limit : Math.min(limit, clusteredRowsMax)
  const { reference, current } = await sampleVectors(context, dimension, rowsMax)
  if (reference.vectors.length === 0 || current.vectors.length === 0) return norm
  const found = energyOf(context, head(reference), head(current))
  const energy = found === 'few' ? null : found
  const rows = {
    reference: Math.min(energyRows, reference.vectors.length),
    current: Math.min(energyRows, current.vectors.length),
  }
  return {
    ...norm,
    parts: [...norm.parts, coordinatesPart(context, dimension, reference, current)],
    known:
      norm.known === null ? null : { ...norm.known, energy: energy === null ? null : { ...energy, rows } },
    withheld: energyWithholds(found, context.alpha),
    notes: [
      ...norm.notes,
      `coordinates from ${reference.vectors.length} and ${current.vectors.length} rows, energy test from ${rows.reference} and ${rows.current}${reference.entities === null ? '' : ', by entity'}`,
    ],
    constant: found === null ? 'one vector' : null,
  }
}

function head({ vectors, entities }: VectorSample): VectorSample {
  return { vectors: vectors.slice(0, energyRows), entities: entities?.slice(0, energyRows) ?? null }
}

function energyOf(
  { random }: ColumnContext,
  reference: VectorSample,
  current: VectorSample,
): EnergyTest | 'few' | null {
  const fork = random.fork('energy')
  return reference.entities === null || current.entities === null
    ? energyTest(reference.vectors, current.vectors, fork)
    : clusteredEnergyTest(
        { vectors: reference.vectors, entities: reference.entities },
        { vectors: current.vectors, entities: current.entities },
        fork,
      )
}

/** Evidence against a pass, or none where there had to be some. */
function energyWithholds(energy: EnergyTest | 'few' | null, alpha: number): string[] {
  if (energy === 'few')
    return ['the energy test needs ten entities: whether the vectors moved together cannot be told']
  if (energy === null || energy.p > alpha) return []
  return [
    `the vectors moved together (energy test, p = ${energy.p.toPrecision(2)}), though no coordinate is proved to have`,
  ]
}

async function compareNorms(context: ColumnContext): Promise<ValueFinding> {
  const { facts } = context
  const norm = (side: 'reference' | 'current') => {
    const vector = comparedValue(context, side)
    const finite = `len(list_filter(${vector}, lambda x: isfinite(x::DOUBLE))) = len(${vector})`
    // A sum of squares beyond all doubles is infinite, which stands above every other norm.
    return `CASE WHEN ${finite} THEN sqrt(list_sum(list_transform(${vector}, lambda x: x::DOUBLE * x::DOUBLE))) END`
  }
  const values = { reference: norm('reference'), current: norm('current') }
  const found = await compareNumberValues(
    { ...(await derivedContext(context, values)), settings: plainSettings(context) },
    {
      part: 'norm',
      ...values,
      counts: { reference: facts.reference.finiteLists, current: facts.current.finiteLists },
      distinct: facts.reference.finiteLists + facts.current.finiteLists,
      fitsDouble: true,
    },
  )
  return {
    ...nothingFound,
    parts: found.parts,
    known: found.known,
    notes: found.notes,
    smallestShift: found.smallestShift,
  }
}
