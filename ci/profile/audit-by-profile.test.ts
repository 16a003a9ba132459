import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { definitionsOrThrow } from '../../features/resolve-definitions.ts'
import { uniform } from '../../generators/keys.ts'
import { atOnce, upTo } from '../../generators/lateness.ts'
import type { Stream } from '../../generators/stream.ts'
import { scattered, tied } from '../../generators/times.ts'
import { auditStaged } from '../../harness/audit/audit-staged.ts'
import type { StoreRules } from '../../harness/audit/store-rules.ts'
import { drive } from '../../harness/drive/drive.ts'
import type { History } from '../../harness/history/history.ts'
import { stageHistory } from '../../harness/history/stage-history.ts'
import { writeHistory } from '../../harness/history/write-history.ts'
import { profileLines } from '../../harness/profile/lines/index.ts'
import { profileStore } from '../../harness/profile/profile-store.ts'
import { rulesOfProfile } from '../../harness/profile/rules-of-profile.ts'
import type { Store } from '../../harness/store.ts'
import { mutants } from '../../reference-store/mutants/index.ts'
import { openMutant } from '../../reference-store/mutants/open-mutant.ts'
import type { Result } from '../../reports/result.ts'
import { scenario } from '../../scenarios/scenario.ts'

let dir = ''
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plumbline-by-profile-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

function storeOf(name: string): Store {
  const mutant = mutants.find(each => each.name === name)
  if (mutant === undefined) throw new Error(`there is no mutant ${name}`)
  return openMutant(mutant, 0).store
}

/** What a profile of the lines finds, as an audit takes it. */
async function rulesOf(open: () => Store, lines: readonly string[]): Promise<StoreRules> {
  const profile = await profileStore({
    open: async () => open(),
    capabilities: open().capabilities,
    trains: true,
    lines: profileLines.filter(({ name }) => lines.includes(name)),
    guard: {},
    versions: {},
    onLine: () => {},
  })
  return rulesOfProfile(profile, 'profile.json')
}

/** Features that a rule can show in. */
const features = {
  spend_1h: { aggregate: { kind: 'sum', of: { field: 'amount' } }, window: { length: '1h' } },
  mean_right: {
    aggregate: { kind: 'mean', of: { field: 'amount' } },
    window: { length: '30m', closed: 'right' },
  },
  spend_sliding: {
    aggregate: { kind: 'sum', of: { field: 'amount' } },
    window: { length: '1h', slide: '5m' },
  },
  count_ever: { aggregate: { kind: 'count' } },
  in_time: { aggregate: { kind: 'count' }, allowedLateness: '5m' },
  last_units: { aggregate: { kind: 'last', of: { field: 'units' } } },
  fresh_units: { aggregate: { kind: 'latest', of: { field: 'units' }, ttl: '10m' } },
} as const

/** What a store served and trained of a stream that a rule shows in. */
async function historyOf(
  stream: Partial<Stream>,
  open: () => Store,
  without: readonly string[] = [],
): Promise<History> {
  const kept = Object.entries(features).filter(([name]) => !without.includes(name))
  const definitions = definitionsOrThrow({
    schema: 'plumbline.definitions/1',
    name: 'audited',
    version: 1,
    entity: { account: 'string' },
    sources: {
      payments: {
        key: { account: 'payer' },
        fields: { payer: 'string', amount: 'float', units: 'int' },
      },
    },
    features: Object.fromEntries(kept.map(([name, body]) => [name, { source: 'payments', ...body }])),
  })
  const late = upTo('20m')
  const run = scenario('by its rules', {
    features: definitions,
    stream: { count: 60, keys: uniform(3), times: scattered('3h'), late, ...stream },
    probe: { count: 60 },
    mustHappen: {},
  })
  return (await drive(run, 1, open())).history
}

async function audit(history: History, name: string, rules?: StoreRules): Promise<Result> {
  const folder = join(dir, name)
  await writeHistory(history, folder)
  const staged = await stageHistory(folder)
  try {
    const { result } = await auditStaged(staged, {
      budgets: { freshnessSlo: null, lateDataShare: null },
      recheckRows: 50,
      memory: 2 ** 28,
      mismatchesPath: null,
      drift: null,
      diagnose: false,
      rules,
      provenance: { versions: {}, options: {} },
      onProgress: () => {},
      signal: new AbortController().signal,
      now: () => 0,
    })
    return result
  } finally {
    await staged.close()
  }
}

/** Wrong values on either side; that a worker lagged is no rule. */
function wrongIn({ cells }: Result): number {
  return cells.defect + cells.training.defect + cells.training.leak
}

interface RuledCase {
  readonly name: string
  readonly line: string
  readonly stream: Partial<Stream>
  readonly without?: readonly string[]
}

const cases: readonly RuledCase[] = [
  { name: 'head-included', line: 'as-of-bound', stream: { edges: 0.5, late: atOnce } },
  { name: 'slide-forgotten', line: 'window-slide', stream: {} },
  { name: 'ttl-never-ends', line: 'expired', stream: {} },
  { name: 'newest-arrival-wins', line: 'older-after-newer', stream: {}, without: ['fresh_units'] },
  { name: 'ties-ignore-arrival', line: 'tie-break', stream: { times: tied('3h', 8) } },
  { name: 'null-poisons-all', line: 'null-input', stream: { nulls: 0.3 } },
  { name: 'deletes-ignored', line: 'retraction', stream: { retractions: { share: 0.3, after: '10m' } } },
  { name: 'floats-written-as-float32', line: 'float-width', stream: {} },
  { name: 'trained-on-millis', line: 'event-time-resolution', stream: { edges: 0.5, lateEdges: 0.3 } },
  { name: 'trained-on-duplicates', line: 'duplicates', stream: { duplicates: { share: 0.5, after: '10m' } } },
]

test.each(cases)(
  'what $name does is wrong by the definitions, and right by the rule that $line found',
  async given => {
    const { name, line, stream, without } = given
    const open = () => storeOf(name)
    const history = await historyOf(stream, open, without)
    const rules = await rulesOf(open, [line])
    expect(rules.notes).toEqual([
      expect.stringContaining(`recomputed by the rules of reference in profile.json: ${line} `),
    ])
    const byDefinitions = await audit(history, `${name}-plain`)
    expect(wrongIn(byDefinitions)).toBeGreaterThan(0)
    const byRules = await audit(history, `${name}-ruled`, rules)
    expect(byRules.mismatches.filter(({ part }) => part === 'defect' || part === 'leak')).toEqual([])
    expect(wrongIn(byRules)).toBe(0)
    expect(byRules.cells.compared).toBe(byDefinitions.cells.compared)
    // The evaluators are held against each other by the definitions all the same.
    expect(byRules.selfCheck?.disagreements).toBe(0)
  },
)

test('a bug stays one beside a rule that is known', async () => {
  const stream = { edges: 0.5, late: atOnce, retractions: { share: 0.3, after: '10m' } } as const
  const history = await historyOf(stream, () => storeOf('head-included-and-deletes-ignored'))
  const rules = await rulesOf(() => storeOf('head-included'), ['as-of-bound'])
  const plain = wrongIn(await audit(history, 'pair-plain'))
  const ruled = wrongIn(await audit(history, 'pair-ruled', rules))
  expect(ruled).toBeGreaterThan(0)
  expect(ruled).toBeLessThan(plain)
})

test('a store is wrong by rules that it has not', async () => {
  const history = await historyOf({ edges: 0.5, late: atOnce }, () => storeOf('head-included'))
  const rules = await rulesOf(() => storeOf('head-excluded'), ['as-of-bound-closed'])
  const plain = wrongIn(await audit(history, 'own-rules'))
  expect(wrongIn(await audit(history, 'other-rules', rules))).toBeGreaterThan(plain)
})

test('a rule that cannot be applied is said', async () => {
  const rules = await rulesOf(() => storeOf('absent-keys-shift-rows'), ['batch-alignment'])
  expect(rules.notes).toEqual([
    'profile.json has no rule of reference that differs from the definitions and can be recomputed by',
    'rules in profile.json that cannot be applied: batch-alignment other (online)',
  ])
})
