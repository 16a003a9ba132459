import type { DriftFeature, DriftPart, DriftPartName } from '../../reports/drift-result.ts'
import { formatCount, formatMany, formatNumber, formatPercent } from '../../reports/format.ts'
import { areFew } from './clustered-effect.ts'
import { clustersMin } from './statistics/cluster-bootstrap.ts'

const rateNames: Partial<Readonly<Record<DriftPartName, string>>> = {
  null: 'nulls',
  'not-found': 'not-found answers',
  expired: 'expired answers',
  nan: 'NaN values',
  infinite: 'infinite values',
  unseen: 'rows in categories that the reference has not',
}

const valueNames: Partial<Readonly<Record<DriftPartName, string>>> = {
  values: '',
  length: 'the lengths: ',
  norm: 'the norms: ',
  coordinates: 'the furthest coordinate: ',
  'first-element': 'the first elements: ',
}

interface Told extends Pick<DriftFeature, 'parting' | 'unseen' | 'smallestShift'> {
  /** Rows a side that a verdict needs, by the settings. */
  readonly minimumRows: number
}

/** What a part found, in one clause. */
export function partSentence(part: DriftPart, told: Told): string {
  const rate = rateNames[part.part]
  if (rate !== undefined) return rateSentence(rate, part, told)
  const distance = part.measure === 'ks' ? 'KS distance' : 'greatest difference of a share'
  const start = `${valueNames[part.part] ?? ''}${directionText(part)}${distance} ${formatDistance(part.distance)}`
  const few = fewEntitiesText(part)
  if (few !== null) return `${start}, ${few}, to tell from ${limit(part)}`
  const below = belowMinimumText(part, told)
  if (below !== null) return `${start}: ${below}`
  if (part.verdict === 'fail')
    return `${start}, surely above ${formatDistance(part.low)} where ${limit(part)} matters${partingText(part, told)}`
  if (part.verdict === 'pass')
    return `${start}, surely below ${formatDistance(part.high)}; ${limit(part)} would matter${shiftText(part, told)}`
  return `${start}, which may be anything from ${formatDistance(part.low)} to ${formatDistance(part.high)}, and ${limit(part)} matters: ${needed(part)}`
}

function rateSentence(name: string, part: DriftPart, told: Told): string {
  const { shares } = part
  const { unseen } = told
  const from =
    shares === null
      ? ''
      : part.part === 'unseen'
        ? `${formatPercent(shares.current)}`
        : `${formatPercent(shares.reference)}, now ${formatPercent(shares.current)}`
  const names =
    part.part === 'unseen' && unseen.length > 0
      ? ` (${unseen
          .slice(0, 3)
          .map(each => JSON.stringify(each.category))
          .join(', ')})`
      : ''
  const start = `${name}${names}: ${from}`
  const epsilon = points(part.epsilon)
  if (part.verdict === 'fail') return `${start}, surely moved by more than ${epsilon}`
  if (part.verdict === 'pass') return `${start}, surely moved by less than ${epsilon}${shiftText(part, told)}`
  const few = fewEntitiesText(part) ?? unvariedText(part)
  const below = few === null ? belowMinimumText(part, told) : null
  return `${start}: ${below ?? `${few ?? 'too few rows'} to tell from ${epsilon}`}`
}

/** Below `minimumRows` there is no verdict, however narrow the interval is. */
function belowMinimumText({ effective, entities }: DriftPart, { minimumRows }: Told): string | null {
  const { reference, current } = effective
  if (Math.min(reference, current) >= minimumRows) return null
  const what = entities === undefined ? '' : ' that count as independent'
  return `${formatMany(Math.floor(reference), 'row')}${what} in the reference and ${formatCount(Math.floor(current))} now, where minimumRows asks for ${formatCount(minimumRows)} a side`
}

/** Why nothing follows from rows of a handful of entities, however many rows there are. */
function fewEntitiesText({ entities }: DriftPart): string | null {
  if (entities === undefined || !areFew(entities)) return null
  return `with rows of ${formatMany(entities.reference, 'entity', 'entities')} followed in the reference and ${formatCount(entities.current)} now, where ${clustersMin} a side are needed to know how rows of one entity depend on one another`
}

/** A rate of none or of all says nothing of how it clusters: entities count, not rows. */
function unvariedText({ entities, shares, epsilon, alpha }: DriftPart): string | null {
  if (entities === undefined || shares === null || shares.reference !== shares.current) return null
  if (shares.reference !== 0 && shares.reference !== 1) return null
  const needed = Math.ceil(Math.log(alpha / 2) / Math.log1p(-epsilon))
  const fewest = Math.min(entities.reference, entities.current)
  if (needed <= fewest) return null
  return `each of ${formatMany(fewest, 'entity', 'entities')} counts once, for no row shows how they differ, and about ${formatCount(needed)} a side are needed`
}

function directionText({ direction, verdict }: DriftPart): string {
  if (verdict !== 'fail' || direction === null) return ''
  return direction === 'both' ? 'changed shape, ' : `shifted ${direction}, `
}

function partingText(part: DriftPart, { parting }: Told): string {
  if (parting === null || (part.part !== 'values' && part.part !== 'norm')) return ''
  const { from, to } = parting
  const range =
    from === null && to === null
      ? ''
      : from === null
        ? `up to ${formatNumber(to!)}`
        : to === null
          ? `above ${formatNumber(from)}`
          : `from ${formatNumber(from)} to ${formatNumber(to)}`
  return `; ${range} lie ${formatPercent(parting.reference)} of the reference and ${formatPercent(parting.current)} now`
}

function shiftText(part: DriftPart, { smallestShift }: Told): string {
  if (part.smallest !== null) return `; a difference of ${points(part.smallest)} would have shown`
  if (smallestShift === null) return ''
  // A list has a shift of its lengths or norms, whose unit is not the feature's.
  const unit =
    smallestShift.unit === null || part.part !== 'values'
      ? ''
      : ` (${formatNumber(smallestShift.unit)} in its own unit)`
  return `; a shift of ${formatNumber(smallestShift.sigma)} σ${unit} would have shown`
}

/** Rows a side at which the interval would be narrow enough for ε, the distance being small. */
function needed({ epsilon, alpha, measure, distance, effective }: DriftPart): string {
  const fewest = Math.min(effective.reference, effective.current)
  if (measure !== 'ks') return `more than the ${formatCount(fewest)} rows a side are needed`
  const gap = Math.max(epsilon - Math.min(distance, epsilon / 2), epsilon / 2)
  const rows = Math.ceil((2 * Math.log(4 / alpha)) / gap ** 2)
  return rows > fewest
    ? `about ${formatCount(rows)} independent rows a side would tell`
    : 'it lies too near the limit to tell'
}

function points(share: number): string {
  return `${formatNumber(share * 100)} points`
}

function limit({ epsilon }: DriftPart): string {
  return formatDistance(epsilon)
}

function formatDistance(distance: number): string {
  return distance >= 0.01 || distance === 0 ? String(Number(distance.toFixed(3))) : formatNumber(distance)
}
