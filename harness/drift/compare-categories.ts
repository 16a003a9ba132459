import {
  type ColumnContext,
  comparedValue,
  nothingFound,
  partQuestion,
  type ValueFinding,
} from './column-context.ts'
import { cellsPart, ratePart } from './share-part.ts'
import { categoryDistances } from './statistics/category-distances.ts'
import { chiSquared } from './statistics/chi-squared.ts'
import { type Categories, countCategories } from './tables/count-categories.ts'

/** Compares a column of texts or booleans as categories: the greatest difference of a share, and what the reference has not. */
export async function compareCategories(context: ColumnContext): Promise<ValueFinding> {
  const { engine, tables, pair, settings } = context
  const source = (side: 'reference' | 'current') => ({
    relation: tables[side].relation,
    value: comparedValue(context, side),
  })
  const found = await countCategories(engine, source('reference'), source('current'))
  const names = found.named.map(each => each.category)
  const cells = found.restCount === 0 ? found.named : [...found.named, found.rest]
  const places = new Map(names.map((name, place) => [name, place]))
  const shape = { kind: 'unordered', cells: cells.length } as const
  const question = partQuestion(context, 'values', settings.categoryEpsilon, shape, row =>
    row.value === null ? null : (places.get(String(row.value)) ?? names.length),
  )
  const parts = [cellsPart(cells, question)]
  if (pair.kind === 'string') parts.push(unseenPart(context, found, cells))
  const distances = categoryDistances(cells)
  const ids = found.restCount > (parts[0]?.effective.reference ?? 0) / 2
  return {
    ...nothingFound,
    parts,
    known: {
      mean: null,
      psi: distances?.psi ?? null,
      jensenShannon: distances?.jensenShannon ?? null,
      wassersteinPerSigma: null,
      chiSquared: chiSquared(cells),
      energy: null,
    },
    bars: barsOf(found.named, rowsOf(cells)),
    unseen: found.unseen.named.map(({ category, current }) => ({ category, rows: current })),
    constant: names.length === 1 && found.restCount === 0 ? JSON.stringify(names[0]) : null,
    cells: { kind: 'unordered', names },
    withheld: ids
      ? ['nearly every text is another, as in a column of names or ids: ignore it, or compare a part of it']
      : [],
    notes:
      found.restCount === 0
        ? []
        : [`${names.length} categories are told apart, ${found.restCount} more are one cell`],
  }
}

function unseenPart(
  context: ColumnContext,
  { unseen, named }: Categories,
  cells: readonly { readonly reference: number; readonly current: number }[],
) {
  const rows = (side: 'reference' | 'current') => cells.reduce((sum, cell) => sum + cell[side], 0)
  const known = new Set(named.filter(each => each.reference > 0).map(each => each.category))
  const question = partQuestion(
    context,
    'unseen',
    context.settings.rateEpsilon,
    { kind: 'unordered', cells: 2 },
    row => (row.value === null ? null : known.has(String(row.value)) ? 0 : 1),
  )
  // What the reference has not cannot be counted in it: p would test what was chosen by looking.
  const part = ratePart({ reference: 0, current: unseen.rows }, rows('reference'), rows('current'), question)
  return { ...part, p: null, method: null }
}

function rowsOf(cells: readonly { readonly reference: number; readonly current: number }[]) {
  return {
    reference: cells.reduce((sum, cell) => sum + cell.reference, 0),
    current: cells.reduce((sum, cell) => sum + cell.current, 0),
  }
}

/** Categories of which a picture is made at most, and characters of a name. */
const barsMax = 12
const nameMax = 120

/** The shares of the most frequent categories. */
function barsOf(
  named: Categories['named'],
  rows: { readonly reference: number; readonly current: number },
): NonNullable<ValueFinding['bars']> {
  return named
    .toSorted((a, b) => b.reference + b.current - a.reference - a.current)
    .slice(0, barsMax)
    .map(({ category, reference, current }) => ({
      category: category.slice(0, nameMax),
      reference: reference / Math.max(1, rows.reference),
      current: current / Math.max(1, rows.current),
    }))
}
