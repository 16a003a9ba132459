import type { StoredFeature } from '../../../../features/definitions.ts'
import type { Instant } from '../../../../features/value.ts'
import type {
  AdmissionPlan,
  Carrier,
  FeaturePlan,
  FoldPlan,
  FramePlan,
  IndexPlan,
  LanePlan,
  StreamColumns,
  ViewPlan,
} from '../core/index-plan.ts'
import type { PreparedSource } from './prepare-source.ts'
import { addsUp } from './source-needs.ts'
import type { InputColumns, StreamLayout } from './stream-layout.ts'

/** What the workers need to know of a source whose stream is laid out. */
export function planStream(
  source: PreparedSource,
  layout: StreamLayout,
  readings: readonly { readonly trained: boolean }[],
  completeFrom: Instant | null,
): IndexPlan {
  const { needs } = source.work
  const drafts = needs.features.map((feature, number) => draft(source, layout, feature, number))
  const admissions = distinct(drafts, each => each.admission)
  const frames = distinct(drafts, each => each.frame)
  const lanes = distinct(drafts, each => laneText(each))
  const columns: StreamColumns = layout.columns
  return {
    trained: readings.map(({ trained }) => trained),
    completeFrom,
    columns,
    ordered: needs.ordered,
    admissions: admissions.map(([first]) => first.admission),
    frames: frames.map(([first]) => first.frame),
    lanes: lanes.map(group => lanePlan(group, admissionNumber(admissions, group[0]))),
    views: viewPlans(drafts, admissions, frames, lanes),
    features: drafts.map(({ plan }) => plan),
  }
}

/** A feature on its way into the plan. */
interface Draft {
  readonly number: number
  readonly feature: StoredFeature
  readonly plan: FeaturePlan
  readonly admission: AdmissionPlan
  readonly frame: FramePlan
  readonly high: number | null
  readonly low: number | null
}

type Group = readonly [Draft, ...Draft[]]

function draft(source: PreparedSource, layout: StreamLayout, feature: StoredFeature, number: number): Draft {
  const { needs } = source.work
  const input = needs.inputOf(feature)
  const columns = input === null ? null : (layout.inputs[input] as InputColumns)
  const added = addsUp(feature)
  const wide = added && columns !== null && columns.low !== null
  return {
    number,
    feature,
    plan: {
      kind: feature.aggregate.kind,
      carrier: carrierOf(feature, wide),
      poison: feature.nulls === 'poison',
      n: feature.aggregate.n ?? 0,
      ttl: feature.aggregate.ttl,
      ofFacts: input === null,
      wide,
    },
    admission: { where: needs.predicateOf(feature), allowedLateness: feature.allowedLateness },
    frame: feature.refresh === null ? null : { every: feature.refresh.every, delay: feature.refresh.delay },
    high: columns === null ? null : added ? columns.added : columns.kept,
    low: wide && columns !== null ? columns.low : null,
  }
}

function carrierOf({ aggregate }: StoredFeature, wide: boolean): Carrier {
  if (aggregate.kind === 'lastN') return 'list'
  return aggregate.kind === 'sum' && wide ? 'int64' : 'float64'
}

function laneText({ admission, high, low }: Draft): unknown {
  return { admission, high, low }
}

function lanePlan(group: Group, admission: number): LanePlan {
  const kinds = new Set(group.map(({ feature }) => feature.aggregate.kind))
  const moments = kinds.has('variance') || kinds.has('stddev')
  return {
    admission,
    input: group[0].high,
    low: group[0].low,
    sums: kinds.has('sum') || kinds.has('mean'),
    moments,
    // A variance is null where the greatest square is too large, so it asks for the extremes too.
    extremes: moments || kinds.has('min') || kinds.has('max'),
  }
}

function viewPlans(
  drafts: readonly Draft[],
  admissions: readonly Group[],
  frames: readonly Group[],
  lanes: readonly Group[],
): ViewPlan[] {
  let folds = 0
  const views = distinct(drafts, ({ feature, admission, frame }) => ({
    window: feature.window,
    admission,
    frame,
  }))
  return views.map((view, number) => {
    const [{ feature, admission, frame }] = view
    const { length, slide, closed } = feature.window
    return {
      number,
      frame: frames.findIndex(([first]) => same(first.frame, frame)),
      admission: admissions.findIndex(([first]) => same(first.admission, admission)),
      length,
      slide,
      right: closed === 'right',
      folds: distinct(view, laneText).map((group): FoldPlan => {
        const lane = lanes.findIndex(([first]) => same(laneText(first), laneText(group[0])))
        return foldPlan(group, lane, folds++)
      }),
    }
  })
}

function foldPlan(group: Group, lane: number, number: number): FoldPlan {
  const isFloat = ({ feature }: Draft) => feature.aggregate.of?.type === 'float'
  const kinds = new Set(group.map(({ feature }) => feature.aggregate.kind))
  return {
    number,
    lane,
    features: group.map(each => each.number),
    kinds: [...kinds],
    lists: kinds.has('lastN'),
    ages: group.some(each => each.plan.ttl !== null),
    sizes: group.some(each => isFloat(each) && ['sum', 'mean'].includes(each.feature.aggregate.kind)),
    centres: kinds.has('variance') || kinds.has('stddev'),
  }
}

function admissionNumber(admissions: readonly Group[], one: Draft): number {
  return admissions.findIndex(([first]) => same(first.admission, one.admission))
}

/** Groups in the order of their first. */
function distinct(drafts: readonly Draft[], of: (draft: Draft) => unknown): Group[] {
  return [...Map.groupBy(drafts, each => JSON.stringify(of(each))).values()] as unknown as Group[]
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
