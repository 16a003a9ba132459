import { servedColumns } from '../../../features/fixed-columns.ts'
import { suggestName } from '../../../features/nearest-name.ts'
import { PlumblineError } from '../../../features/plumbline-error.ts'
import { type DriftSettings, timeByDefault } from '../drift-settings.ts'
import type { DriftTable } from './drift-table.ts'

/** The columns that are features, where no definitions say so: all but what a served table has beside them. */
export function featureColumns(table: DriftTable, settings: DriftSettings): string[] {
  const own = new Set<string>([
    ...servedColumns,
    ...settings.cluster,
    ...ownEntities(settings).keys(),
    settings.time,
    ...(settings.by === undefined ? [] : [settings.by]),
  ])
  return [...table.columns.keys()].filter(
    name =>
      !own.has(name) &&
      !name.startsWith('request_') &&
      !(name.endsWith('__state') && table.columns.has(name.slice(0, -'__state'.length))),
  )
}

/** Columns that tell apart the entities of one feature, beside those of all; the feature is the first that names it. */
export function ownEntities({ cluster, features }: DriftSettings): Map<string, string> {
  const own = new Map<string, string>()
  for (const [feature, settings] of Object.entries(features)) {
    for (const column of settings.cluster ?? []) {
      if (!cluster.includes(column) && !own.has(column)) own.set(column, feature)
    }
  }
  return own
}

/** How `openTableFile` calls the number of a row: in Parquet it hides a column of this name. */
export const rowNumber = '__row'

/**
 * Holds every column that a configuration names against the columns that there are.
 * @throws PlumblineError as `checkNamed` does
 */
export function checkNamedColumns(settings: DriftSettings, tables: readonly DriftTable[]): void {
  const anywhere = new Set(tables.flatMap(table => [...table.columns.keys()]))
  checkNamed(settings, anywhere, tables.map(table => table.name).join(' and '))
}

/**
 * Holds every column that a configuration names against a list; `where` says whose columns these are.
 * @throws PlumblineError `missing-column`, with the nearest; `usage` for a feature that would be its own entity, and for the number of a row
 */
export function checkNamed(settings: DriftSettings, anywhere: ReadonlySet<string>, where: string): void {
  refuseOwnEntity(settings)
  refuseRowNumber(settings)
  const named = [
    ...Object.keys(settings.features).map(name => ['features', name] as const),
    ...settings.ignore.map(name => ['ignore', name] as const),
    ...(settings.time === timeByDefault ? [] : [['time', settings.time] as const]),
    ...settings.segments.map(name => ['segments', name] as const),
    ...clustersNamed(settings),
  ]
  for (const [member, name] of named) {
    if (anywhere.has(name)) continue
    throw new PlumblineError(
      'missing-column',
      `The drift configuration names ${name} in ${member}, but ${where} have no such column: ${suggestName(name, anywhere)}`,
    )
  }
}

/** A column that tells entities apart is no feature: clustered by itself, a feature would be left out without a word. */
function refuseOwnEntity({ features }: DriftSettings): void {
  const itself = Object.entries(features).find(([feature, own]) => own.cluster?.includes(feature))
  if (itself === undefined) return
  const [feature] = itself
  throw new PlumblineError(
    'usage',
    `features.${feature}.cluster names ${feature} itself, but a column of an entity is not compared: name the columns of the entity that its rows belong to, or write [] where they are independent`,
  )
}

/** The number of a row hides a column of its name: by it every row would be an entity, a time, a group of its own. */
function refuseRowNumber(settings: DriftSettings): void {
  const { time, by, segments } = settings
  const named = [
    ...clustersNamed(settings),
    ['time', time] as const,
    ['by', by] as const,
    ...segments.map(name => ['segments', name] as const),
  ].find(([, name]) => name === rowNumber)
  if (named === undefined) return
  throw new PlumblineError(
    'usage',
    `${named[0]} names ${rowNumber}, which is how the number of a row is called and hides a column of that name: rename the column, or name another`,
  )
}

function clustersNamed({ cluster, features }: DriftSettings): (readonly [member: string, name: string])[] {
  const own = Object.entries(features).flatMap(([feature, each]) =>
    (each.cluster ?? []).map(name => [`features.${feature}.cluster`, name] as const),
  )
  return [...cluster.map(name => ['cluster', name] as const), ...own]
}

/**
 * Holds the columns of entities against every table: where one lacks them its rows could not be told apart by entity.
 * @throws PlumblineError `missing-column`
 */
export function checkClusters(settings: DriftSettings, tables: readonly DriftTable[]): void {
  for (const [member, name] of clustersNamed(settings)) {
    const without = tables.find(({ columns }) => !columns.has(name))
    if (without === undefined) continue
    throw new PlumblineError(
      'missing-column',
      `The drift configuration names ${name} in ${member}, but ${without.name} has no such column: name columns of the entity that both tables have`,
    )
  }
}
