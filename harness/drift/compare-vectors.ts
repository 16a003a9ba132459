import type { DriftPart } from '../../reports/drift-result.ts'
import {
  type ColumnContext,
  comparedValue,
  nothingFound,
  partQuestion,
  type ValueFinding,
} from './column-context.ts'
import { plainEpsilon } from './compare-lists.ts'
import { compareNumberValues } from './compare-numbers.ts'
import { ksPart } from './ks-part.ts'
import { energyTest } from './statistics/energy-test.ts'
import { ksSummary } from './statistics/ks-summary.ts'
import { tieBlocks } from './statistics/tie-blocks.ts'
import { sampleVectors } from './tables/sample-vectors.ts'

/** Numbers that the coordinates of one side hold in memory at most. */
const numbersMax = 1_000_000
const rowsMin = 1_000

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
  const { reference, current } = await sampleVectors(context, dimension, limit)
  if (reference.length === 0 || current.length === 0) return norm
  const coordinates = coordinatesPart(context, dimension, reference, current)
  const energy = energyTest(
    reference.slice(0, energyRows),
    current.slice(0, energyRows),
    context.random.fork('energy'),
  )
  const rows = {
    reference: Math.min(energyRows, reference.length),
    current: Math.min(energyRows, current.length),
  }
  const moved = energy !== null && energy.p <= context.alpha
  return {
    ...norm,
    parts: [...norm.parts, coordinates],
    known:
      norm.known === null ? null : { ...norm.known, energy: energy === null ? null : { ...energy, rows } },
    withheld: moved
      ? [
          `the vectors moved together (energy test, p = ${energy.p.toPrecision(2)}), though no coordinate is proved to have`,
        ]
      : [],
    notes: [
      ...norm.notes,
      `coordinates from ${reference.length} and ${current.length} rows, energy test from ${rows.reference} and ${rows.current}`,
    ],
    constant: energy === null ? 'one vector' : null,
  }
}

async function compareNorms(context: ColumnContext): Promise<ValueFinding> {
  const { facts } = context
  const norm = (side: 'reference' | 'current') => {
    const vector = comparedValue(context, side)
    const finite = `len(list_filter(${vector}, lambda x: isfinite(x::DOUBLE))) = len(${vector})`
    // A sum of squares beyond all doubles is infinite, which stands above every other norm.
    return `CASE WHEN ${finite} THEN sqrt(list_sum(list_transform(${vector}, lambda x: x::DOUBLE * x::DOUBLE))) END`
  }
  const found = await compareNumberValues(
    { ...context, settings: { ...context.settings, epsilon: plainEpsilon(context) } },
    {
      part: 'norm',
      reference: norm('reference'),
      current: norm('current'),
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

function coordinatesPart(
  context: ColumnContext,
  dimension: number,
  reference: readonly (readonly number[])[],
  current: readonly (readonly number[])[],
): DriftPart {
  const question = {
    ...partQuestion(
      { ...context, clusters: null },
      'coordinates',
      plainEpsilon(context),
      { kind: 'ordered', cells: 1 },
      () => 0,
    ),
    alpha: context.alpha / dimension,
  }
  let furthest: DriftPart | null = null
  for (let k = 0; k < dimension; k++) {
    const summary = ksSummary(
      tieBlocks(
        reference.map(row => row[k] as number),
        current.map(row => row[k] as number),
      ),
    )
    const part = ksPart(summary, question)
    if (furthest === null || part.distance > furthest.distance) furthest = part
  }
  // The smallest p of many needs paying for all of them.
  const { p, ...rest } = furthest as DriftPart
  return { ...rest, p: p === null ? null : Math.min(1, p * dimension), alpha: context.alpha, direction: null }
}
