import type { DriftPart } from '../../reports/drift-result.ts'
import {
  type ColumnContext,
  comparedValue,
  derivedContext,
  nothingFound,
  type ValueFinding,
} from './column-context.ts'
import { compareCategories } from './compare-categories.ts'
import { compareNumberValues } from './compare-numbers.ts'
import { compareVectors } from './compare-vectors.ts'
import { plainSettings } from './plain-settings.ts'
import { fixedLength } from './planned-parts.ts'
import type { ColumnPair } from './tables/column-pair.ts'

/** Compares lists: by their length, and by their first element (of `lastN`, the newest) or as vectors. */
export async function compareLists(context: ColumnContext): Promise<ValueFinding> {
  const { facts } = context
  const length = await compareLengths(context)
  const dimension = fixedLength(context.pair, facts.reference, facts.current)
  const rest = dimension === null ? await compareFirst(context) : await compareVectors(context, dimension)
  return {
    ...rest,
    parts: [...length.parts, ...rest.parts],
    smallestShift: rest.smallestShift ?? length.smallestShift,
    notes: [...length.notes, ...rest.notes],
  }
}

async function compareLengths(context: ColumnContext): Promise<ValueFinding> {
  const { facts } = context
  const length = {
    reference: `len(${comparedValue(context, 'reference')})`,
    current: `len(${comparedValue(context, 'current')})`,
  }
  return compareNumberValues(
    // A length in its own unit is not the feature's unit.
    { ...(await derivedContext(context, length)), settings: plainSettings(context) },
    {
      part: 'length',
      ...length,
      counts: { reference: facts.reference.values, current: facts.current.values },
      distinct: null,
      fitsDouble: true,
    },
  )
}

async function compareFirst(context: ColumnContext): Promise<ValueFinding> {
  const first: ColumnPair = {
    ...context.pair,
    reference: `list_extract(${context.pair.reference}, 1)::VARCHAR`,
    current: `list_extract(${context.pair.current}, 1)::VARCHAR`,
    kind: 'string',
  }
  // Elements are compared as categories, whatever they are: a list of numbers is short, or else a vector.
  const found = await compareCategories({ ...(await derivedContext(context, first)), pair: first })
  const renamed = found.parts
    .filter(part => part.part === 'values')
    .map((part): DriftPart => ({ ...part, part: 'first-element' }))
  return { ...nothingFound, parts: renamed, known: found.known, notes: found.notes }
}
