import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkout, type Ended, plumblineEach, query, resultIn } from './testing/plumbline.ts'

/** One seeded bug, a scenario that meets it, and what must be true of everything that is found wrong. */
interface Broken {
  readonly store: string
  readonly scenario: string
  /** What the diagnosis must name, and nothing else. */
  readonly cause: string
  /** Features that the bug makes wrong, at the least. */
  readonly wrong: readonly string[]
  /** Features that it cannot make wrong. */
  readonly immune: readonly string[]
  /** Of each wrong cell of this document there must be a record of its key, in the source's log, … */
  readonly document: string
  readonly source: string
  /** … whose field `keyField` is the key part `part`, and for which this SQL over `m` (the cell) and `e` holds. */
  readonly key: readonly [part: string, keyField: string]
  readonly evidence: string
}

const payments = { document: 'fraud', source: 'payments', key: ['account', 'payer'] } as const
const readings = { document: 'sensors', source: 'readings', key: ['device', 'device'] } as const

const minutes = { spend_10m: 10, attempts_10m: 10, mean_20m: 20, largest_30m: 30, merchants_30m: 30 }
const lengths = Object.entries(minutes).map(([feature, length]) => `WHEN '${feature}' THEN ${length}`)
const tail = `m.as_of - to_minutes(CASE m.feature ${lengths.join(' ')} END)`

const broken: readonly Broken[] = [
  {
    store: 'boundary-flipped',
    cause: 'as-of-boundary',
    scenario: 'boundaries',
    ...payments,
    wrong: ['attempts_10m', 'spend_10m', 'largest_30m', 'mean_20m'],
    immune: [],
    evidence: `e.event_time = m.as_of OR e.event_time = ${tail} OR m.feature IN ('spend_sliding', 'least_units')`,
  },
  {
    store: 'late-dropped',
    cause: 'late-dropped',
    scenario: 'late-events',
    ...readings,
    wrong: ['mean_20m', 'spread_20m', 'variance_ever'],
    // It allows no lateness to begin with.
    immune: ['readings_10m'],
    evidence: 'e.arrival_time > e.event_time AND e.event_time <= m.as_of',
  },
  {
    store: 'nulls-as-zero',
    cause: 'null-as-zero',
    scenario: 'null-storm',
    document: 'meters',
    source: 'counts',
    key: ['meter', 'meter'],
    wrong: ['power_skip', 'spread_skip'],
    immune: ['power_zero', 'states', 'newest_state'],
    evidence: 'e.power IS NULL AND e.event_time <= m.as_of',
  },
  {
    store: 'double-count-after-restart',
    cause: 'replay-double-count',
    scenario: 'restart',
    ...payments,
    wrong: ['attempts_10m', 'spend_10m', 'units_ever'],
    // A fact that counts twice is no more distinct, and no newer.
    immune: ['merchants_30m', 'last_merchant'],
    evidence: `m.feature <> 'attempts_10m' OR m.served::BIGINT > coalesce(m.as_applied, m.as_known)::BIGINT`,
  },
  {
    store: 'correction-ignored',
    cause: 'correction-ignored',
    scenario: 'corrections',
    ...readings,
    wrong: ['mean_20m', 'variance_ever'],
    immune: [],
    evidence: 'e.revision > 0',
  },
  {
    store: 'never-evicted',
    cause: 'eviction-missing',
    scenario: 'silence',
    ...payments,
    wrong: ['attempts_10m', 'spend_10m', 'largest_30m', 'mean_20m'],
    immune: ['units_ever', 'last_merchant'],
    evidence: `e.event_time < m.as_of - INTERVAL 10 MINUTE AND
      (m.feature <> 'attempts_10m' OR m.served::BIGINT > coalesce(m.as_applied, m.as_known)::BIGINT)`,
  },
  {
    store: 'float32-values',
    cause: 'value-precision',
    scenario: 'steady',
    ...payments,
    wrong: ['spend_10m', 'mean_20m', 'largest_30m'],
    immune: ['attempts_10m', 'units_ever', 'least_units', 'merchants_30m', 'last_merchant'],
    evidence: `m.feature <> 'largest_30m' OR m.served::DOUBLE = coalesce(m.as_applied, m.as_known)::DOUBLE::FLOAT::DOUBLE`,
  },
]

let cwd = ''
const ended = new Map<string, Ended>()

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-broken-'))
  const lines = broken.map(({ store, scenario }) => {
    const path = checkout('reference-store', 'broken', `${store}.fixture.ts`)
    return [
      'verify',
      '--scenario',
      scenario,
      '--runs',
      '2',
      '--store',
      path,
      '--out',
      store,
      '--shrink',
      '2s',
    ]
  })
  const all = await plumblineEach(lines, { cwd })
  for (const [i, { store }] of broken.entries()) ended.set(store, all[i] as Ended)
}, 240_000)

afterAll(() => rm(cwd, { recursive: true, force: true }))

describe.each(broken)('$store', bug => {
  const { store, scenario, wrong, immune } = bug
  const mismatches = () => `'${join(cwd, store)}/mismatches.parquet'`

  test('is told to be skewed, online, with exit code 1, and no evaluator disagrees', async () => {
    expect(ended.get(store)?.code).toBe(1)
    expect(ended.get(store)?.stdout).toMatch(/^SKEW {3}\d+ features are wrong online, \w+ the most: /)
    const { verdict, cells, selfCheck, checks } = await resultIn(join(cwd, store))
    expect(verdict).toBe('skew')
    expect(cells.training).toMatchObject({ leak: 0, defect: 0 })
    expect(selfCheck?.disagreements).toBe(0)
    expect(checks.find(({ name }) => name === 'must-happen')?.verdict).toBe('pass')
  })

  test('the wrong features are those that the bug touches, and no other', async () => {
    const { features, mismatchTotals } = await resultIn(join(cwd, store))
    const found = await query(
      `SELECT target || '.' || feature, count(*)::INTEGER FROM ${mismatches()}
       WHERE part = 'defect' AND side = 'online' GROUP BY target, feature`,
    )
    const names = found.map(([feature]) => String(feature).split('.')[1])
    expect(names).toEqual(expect.arrayContaining([...wrong]))
    expect(names.filter(name => immune.includes(name ?? ''))).toEqual([])
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(
        Object.values(features)
          .filter(({ cells }) => cells.defect > 0)
          .map(({ target, column, cells }) => [`${target}.${column}`, cells.defect]),
      ),
    )
    expect(mismatchTotals.defect).toBe(found.reduce((sum, [, count]) => sum + Number(count), 0))
  })

  test('every wrong probe has met what the bug is about, as its History shows', async () => {
    const { document, source, key, evidence } = bug
    const logs = `read_parquet('${join(cwd, store)}/${scenario}-*/events/${source}.parquet', filename = true)`
    const [counts] = await query(
      `WITH e AS (SELECT *, regexp_extract(filename, '-(\\d+)/events/', 1)::BIGINT AS seed FROM ${logs}),
       m AS (SELECT * FROM ${mismatches()} WHERE part = 'defect' AND target = '${document}')
       SELECT count(*)::INTEGER, count(*) FILTER (NOT EXISTS (
         SELECT 1 FROM e WHERE e.seed = m.seed AND e.${key[1]} = m.${key[0]} AND (${evidence})))::INTEGER FROM m`,
    )
    const [all, unexplained] = counts as [number, number]
    expect(all).toBeGreaterThan(0)
    expect(unexplained).toBe(0)
  })

  test('its cause is named, in every feature, and stands beside the mismatches that were looked at', async () => {
    const { features, cases } = await resultIn(join(cwd, store))
    const named = Object.values(features).flatMap(({ causes }) => causes)
    const right = named.filter(({ cause }) => cause === bug.cause)
    const explained = (causes: typeof named) => causes.reduce((sum, each) => sum + each.explained, 0)
    expect(new Set(named.map(({ cause }) => cause)).has(bug.cause)).toBe(true)
    // A replay leaves values that no rule can reproduce for certain.
    expect(explained(right) / explained(named)).toBeGreaterThanOrEqual(
      bug.cause === 'replay-double-count' ? 0.9 : 1,
    )
    for (const each of right) expect(each.confidence).toBeGreaterThan(0.5)
    const found = await query(
      `SELECT cause, count(*)::INTEGER FROM ${mismatches()} WHERE part = 'defect' GROUP BY cause ORDER BY count(*) DESC`,
    )
    expect(found[0]?.[0]).toBe(bug.cause)
    expect(cases[0]).toMatchObject({ cause: bug.cause, probes: 1, minimal: true })
    expect(cases[0]?.events).toBeLessThanOrEqual(5)
  })

  test('audit of what verify left behind finds the same', async () => {
    const [audited] = await plumblineEach([['audit', store, '--json', '--out', `${store}-audited`]], { cwd })
    expect(audited?.code).toBe(1)
    const verified = await resultIn(join(cwd, store))
    const { cells, mismatchTotals } = await resultIn(join(cwd, `${store}-audited`))
    expect([cells.defect, cells.equal]).toEqual([verified.cells.defect, verified.cells.equal])
    expect(mismatchTotals.defect).toBe(verified.mismatchTotals.defect)
  })
})
