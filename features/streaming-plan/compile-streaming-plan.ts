import type { Definitions, Source, StoredFeature } from '../definitions.ts'
import type { Expression } from '../expression.ts'
import { compileExpression, type ExpressionScope } from '../expressions/compile-to-js.ts'
import type { LogRecord } from '../log-record.ts'
import type { Micros, Value } from '../value.ts'
import { type PlanSeams, planSeams } from './plan-seams.ts'
import { readField } from './read-field.ts'
import type { Column, FoldPlan, ReadGroup, SourcePlan, TilePlan, TileSlot } from './streaming-plan.ts'
import { tileLadder, tileSizes } from './tile-sizes.ts'

/** Compiles the stored features of a document to a plan for each of its sources, by source name. */
export function compileStreamingPlan(
  definitions: Definitions,
  seams: PlanSeams = planSeams,
): ReadonlyMap<string, SourcePlan> {
  const stored = [...definitions.features.values()].filter(feature => feature.kind === 'stored')
  const plans = [...definitions.sources.values()].map(source => {
    const features = stored.filter(feature => feature.source.name === source.name)
    return [source.name, compileSource(source, features, seams)] as const
  })
  return new Map(plans)
}

function compileSource(source: Source, features: readonly StoredFeature[], seams: PlanSeams): SourcePlan {
  const columns = new Distinct<Expression>()
  const sizes = new Set(features.flatMap(sizesOf))
  const ladder = tileLadder.filter(size => sizes.has(size))
  const byFold = Map.groupBy(features, foldText)
  const folds = [...byFold.values()].map((sharing, index) => {
    const kept = new Set(sharing.flatMap(sizesOf))
    return { ...draftFold(sharing[0]!, columns, seams), index, kept }
  })
  const keptIn = ladder.map(size => folds.filter(fold => fold.kept.has(size)))
  const plans: FoldPlan[] = folds.map(({ kept: _, ...fold }, index) => {
    const slots: TileSlot[] = keptIn.flatMap((inTile, tile) => {
      const slot = inTile.findIndex(other => other.index === index)
      return slot < 0 ? [] : [{ tile, slot }]
    })
    return { ...fold, slots }
  })
  const tiles = ladder.map((size, tile) => ({
    size,
    folds: keptIn[tile]!.map(fold => plans[fold.index]!),
    from: mergedFrom(ladder, tile),
  }))
  const foldOf = new Map([...byFold.keys()].map((text, index) => [text, plans[index]!]))
  return {
    source,
    columns: columns.items.map(compileColumn),
    folds: plans,
    tiles,
    bucket: ladder[0] ?? tileLadder[0]!,
    groups: groupFeatures(features, tiles, foldOf, seams),
    keepsVersions: features.some(feature => feature.refresh !== null),
    judgesLateness: features.some(feature => feature.allowedLateness !== null),
    seams,
  }
}

function draftFold(feature: StoredFeature, columns: Distinct<Expression>, seams: PlanSeams) {
  const { aggregate, where, allowedLateness } = feature
  return {
    fold: seams.fold(feature),
    input: aggregate.of === null ? null : columns.add(aggregate.of),
    where: where === null ? null : columns.add(where),
    allowedLateness,
  }
}

/** A scheduled feature is folded from the versions known at its refresh, so no tile serves it. */
function sizesOf(feature: StoredFeature): readonly Micros[] {
  return feature.refresh === null ? tileSizes(feature.window.length) : []
}

/** Tiles above an hour are merged again from the next smaller ones, which hold all their folds; the rest from facts. */
function mergedFrom(ladder: readonly Micros[], tile: number): number | null {
  const hours = tileSizes(null)[0]!
  return ladder[tile]! > hours ? tile - 1 : null
}

/** Features with one text are folded alike: window, ttl and emptiness play no part in lift and merge. */
function foldText({ aggregate: { kind, of, n }, where, nulls, allowedLateness }: StoredFeature): string {
  return textOf({ kind, of, n, where, nulls, allowedLateness })
}

function groupFeatures(
  features: readonly StoredFeature[],
  tiles: readonly TilePlan[],
  foldOf: ReadonlyMap<string, FoldPlan>,
  seams: PlanSeams,
): ReadGroup[] {
  const groups = Map.groupBy(features, ({ window, refresh }) => textOf({ window, refresh }))
  return [...groups.values()].map(members => {
    const { window, refresh } = members[0]!
    const sizes = sizesOf(members[0]!).toReversed()
    const positions = sizes.map(size => tiles.findIndex(tile => tile.size === size))
    const folds = [...new Set(members.map(member => foldOf.get(foldText(member))!))]
    return {
      window,
      refresh,
      tiles: positions,
      folds,
      slots: positions.map(position => folds.map(fold => slotIn(fold, position))),
      features: members.map(feature => ({
        feature,
        fold: seams.fold(feature),
        at: folds.indexOf(foldOf.get(foldText(feature))!),
      })),
    }
  })
}

/** Where a fold has its accumulator in the tiles at a position of `SourcePlan.tiles`. */
function slotIn(fold: FoldPlan, position: number): number {
  return fold.slots.find(slot => slot.tile === position)!.slot
}

function compileColumn(expression: Expression): Column {
  if (expression.node === 'field') {
    const { name } = expression
    return record => readField(record.fields, name)
  }
  const evaluate = compileExpression(expression)
  return record => evaluate(new FieldScope(record))
}

/** A stored feature reads fields only, which resolution has made sure of. */
class FieldScope implements ExpressionScope {
  readonly #record: LogRecord

  constructor(record: LogRecord) {
    this.#record = record
  }

  field(name: string): Value {
    return readField(this.#record.fields, name)
  }

  feature(): Value {
    return null
  }

  request(): Value {
    return null
  }
}

/** Items without repeats, told apart by their text. */
class Distinct<T> {
  readonly items: T[] = []
  readonly #places = new Map<string, number>()

  /** The place of an item, added where it was not there yet. */
  add(item: T): number {
    const text = textOf(item)
    const known = this.#places.get(text)
    if (known !== undefined) return known
    this.#places.set(text, this.items.length)
    return this.items.push(item) - 1
  }
}

/** A bigint, which JSON lacks, and −0, which JSON writes as 0, are told apart from what they look like. */
function textOf(data: unknown): string {
  return JSON.stringify(data, (_, value: unknown) => {
    if (typeof value === 'bigint') return { bigint: String(value) }
    return Object.is(value, -0) ? { zero: '-' } : value
  })
}
