import type { StoredFeature } from '../definitions.ts'
import type { WarehouseDialect } from './warehouse-dialect.ts'
import type { WarehouseSource } from './warehouse-source.ts'

/** Features over one window of one source, with their numbers in the document. */
export interface WarehouseGroup {
  readonly from: WarehouseSource
  readonly features: readonly (readonly [number: number, feature: StoredFeature])[]
}

/** Windows of one source that are alike in every respect are joined once. */
export function windowKey({ source, window, refresh }: StoredFeature): string {
  return JSON.stringify([source.name, window, refresh])
}

/**
 * The value of each feature of a group for each asked key and instant, as trained at the end of the log: two layers, what
 * is aggregated over the facts of the window, and what is made of it. Semantics §§ 3 to 5.
 */
export function answersSql(group: WarehouseGroup, asked: string, facts: string): string {
  const { from, features } = group
  const [, first] = features[0] as readonly [number, StoredFeature]
  const parts = from.source.keyFields.map((_, i) => `__part${i}`)
  const keys = [...parts, '__t', '__at'].map(name => `q.${name}`)
  const { head, tail } = boundsOf(first)
  const aggregated = features.flatMap(([i, feature]) => aggregatesOf(from, feature, `f${i}`))
  const inner = `SELECT ${[...keys, ...aggregated].join(',\n    ')}
  FROM (SELECT a.*, ${instantOf(first)} AS __at FROM ${asked} a) q
  LEFT JOIN ${facts} f ON ${parts.map(name => `f.${name} = q.${name}`).join(' AND ')} AND ${head}${tail}
  GROUP BY ${keys.join(', ')}`
  const picking = features.filter(([, feature]) => picks(feature))
  const joins = picking.map(([i]) => {
    const same = parts.map(name => `p${i}.${name} = g.${name}`).join(' AND ')
    return `LEFT JOIN ${facts} p${i} ON ${same} AND p${i}.__rank = g.f${i}_rank`
  })
  const values = features.map(([i, feature]) => `${cellOf(from, feature, i)} AS f${i}`)
  return `WITH g AS (
  ${inner}
)
SELECT ${[...parts.map(name => `g.${name}`), 'g.__t', ...values].join(',\n  ')}
FROM g
${joins.join('\n')}`.trimEnd()
}

/** T, or R of a scheduled feature (µs). */
function instantOf({ refresh }: StoredFeature): string {
  return refresh === null ? 'a.__t' : onGrid(`(a.__t - ${refresh.delay})`, refresh.every)
}

/** The greatest multiple of `step` that is not above; a remainder has the sign of what is divided. */
function onGrid(instant: string, step: number): string {
  return `(${instant} - ((${instant} % ${step} + ${step}) % ${step}))`
}

function boundsOf({ window: { length, slide, closed } }: StoredFeature): { head: string; tail: string } {
  const head = `f.__tau ${closed === 'left' ? '<' : '<='} q.__at`
  if (length === null) return { head, tail: '' }
  const exact = `(q.__at - ${length})`
  const tail = slide === null ? exact : onGrid(exact, slide)
  return { head, tail: ` AND f.__tau ${closed === 'left' ? '>=' : '>'} ${tail}` }
}

function picks({ aggregate: { kind } }: StoredFeature): boolean {
  return kind === 'first' || kind === 'last' || kind === 'latest'
}

/** What is aggregated for a feature: the facts let in, their inputs that are not null, and what its kind needs. */
function aggregatesOf(from: WarehouseSource, feature: StoredFeature, name: string): string[] {
  const { dialect, shape } = from
  const admission = shape.admissionOf(feature)
  const inside = ['f.__rank IS NOT NULL', ...(admission === null ? [] : [`f.${admission.column}`])].join(
    ' AND ',
  )
  const column = shape.inputOf(feature)?.column
  const x = column === undefined ? null : `f.${column}`
  const present = x === null ? inside : `${inside} AND ${x} IS NOT NULL`
  const counts = [`count(*) FILTER (WHERE ${inside}) AS ${name}_all`]
  if (x !== null) counts.push(`count(*) FILTER (WHERE ${present}) AS ${name}_n`)
  if (feature.aggregate.kind === 'latest') return [...counts, `${rank('max', inside)} AS ${name}_rank`]
  if (picks(feature)) {
    return [...counts, `${rank(feature.aggregate.kind === 'first' ? 'min' : 'max', present)} AS ${name}_rank`]
  }
  const made = x === null ? null : aggregateOf(dialect, feature, x, present)
  return made === null ? counts : [...counts, `${made} AS ${name}_made`]
}

function rank(which: 'min' | 'max', when: string): string {
  return `${which}(f.__rank) FILTER (WHERE ${when})`
}

function aggregateOf(
  dialect: WarehouseDialect,
  feature: StoredFeature,
  x: string,
  when: string,
): string | null {
  const { kind, of, n } = feature.aggregate
  const type = of?.type ?? 'int'
  const isInt = type === 'int'
  switch (kind) {
    case 'sum':
      return isInt ? dialect.narrow(dialect.intSum(x, when)) : dialect.floatSum(x, when)
    case 'mean':
      return isInt ? dialect.wideToFloat(dialect.intSum(x, when)) : dialect.floatMean(x, when)
    case 'variance':
    case 'stddev':
      return dialect.variance(isInt ? dialect.intToFloat(x) : x, when)
    case 'min':
    case 'max':
      return dialect.extreme(kind, x, type, when)
    case 'countDistinct':
      return `count(DISTINCT ${x}) FILTER (WHERE ${when})`
    case 'lastN':
      return dialect.newest(x, 'f.__rank', n ?? 0, type, when)
    default:
      return null
  }
}

/** The value: `whenEmpty` where no fact was let in, null where one null poisons it, else what its kind says. */
function cellOf({ dialect, shape }: WarehouseSource, feature: StoredFeature, i: number): string {
  const of = (name: string) => `g.f${i}_${name}`
  const empty = dialect.literal(feature.whenEmpty, feature.type)
  const poisoned = feature.nulls === 'poison' ? ` WHEN ${of('n')} < ${of('all')} THEN NULL` : ''
  const picked = `p${i}.${shape.inputOf(feature)?.column}`
  const value = (): string => {
    const { kind, of: input, ttl } = feature.aggregate
    if (kind === 'count') return of(input === null ? 'all' : 'n')
    if (kind === 'stddev') return `sqrt(${of('made')})`
    if (kind === 'mean' && input?.type === 'int') return `${of('made')} / ${dialect.intToFloat(of('n'))}`
    if (!picks(feature)) return of('made')
    return ttl === null ? picked : `CASE WHEN g.__at - p${i}.__tau <= ${ttl} THEN ${picked} END`
  }
  return `CASE WHEN ${of('all')} = 0 THEN ${empty}${poisoned} ELSE ${value()} END`
}
