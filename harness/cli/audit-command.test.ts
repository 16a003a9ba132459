import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Result } from '../../reports/result.ts'
import {
  checkout,
  type Ended,
  expectRefusal,
  plumbline,
  plumblineEach,
  query,
  resultIn,
  resultOf,
} from './testing/plumbline.ts'

const features = checkout('ci', 'fixtures', 'user', 'features.ts')

/** Times in ms of 2026-03-01, UTC. */
const at = (clock: string) => Date.parse(`2026-03-01T${clock}Z`)

/** e4 is late by 70 minutes; e2 lies on the edge of a question, and arrives half a second after it. */
const events = [
  { uid: 'e1', who: 'a', value: 1.5, happened: at('10:00:00'), landed: at('10:00:01') },
  { uid: 'e2', who: 'a', value: 2.5, happened: at('10:10:00'), landed: at('10:10:00.500') },
  { uid: 'e3', who: 'b', value: 4, happened: at('10:05:00'), landed: at('10:05:00') },
  { uid: 'e4', who: 'a', value: 8, happened: at('10:20:00'), landed: at('11:30:00') },
]

/** What an ideal store serves. */
const served = [
  { user: 'a', asked: at('10:30:00'), spend: 4, n: 2 },
  { user: 'b', asked: at('10:30:00'), spend: 4, n: 1 },
  { user: 'c', asked: at('10:30:00'), spend: null, n: 0 },
  { user: 'a', asked: at('10:10:00'), spend: 1.5, n: 1 },
]

/** What a batch join over the finished log gives: e4 counts, and e2 on the edge of the closed window. */
const trained = [
  { user: 'a', asked: at('10:30:00'), spend: 12, n: 3 },
  { user: 'b', asked: at('10:30:00'), spend: 4, n: 1 },
  { user: 'c', asked: at('10:30:00'), spend: null, n: 0 },
  { user: 'a', asked: at('10:10:00'), spend: 1.5, n: 2 },
]

type Row = Readonly<Record<string, string | number | null>>

const maps = (unit: string) => [
  'events.payments.id=uid',
  'events.payments.payer=who',
  'events.payments.amount=value',
  `events.payments.event_time=happened${unit}`,
  `events.payments.arrival_time=landed${unit}`,
  ...['served', 'training'].flatMap(table => [
    `${table}.account=user`,
    `${table}.as_of=asked${unit}`,
    `${table}.spend_1h=spend`,
    `${table}.attempts_1h=n`,
  ]),
]

const mapFlags = (unit: string) => maps(unit).flatMap(entry => ['--map', entry])

let cwd = ''

async function writeCsv(name: string, rows: readonly Row[], change = (row: Row) => row): Promise<void> {
  const all = rows.map(change)
  const lines = [Object.keys(all[0] ?? {}), ...all.map(row => Object.values(row))]
  await writeFile(join(cwd, name), lines.map(line => `${line.join(',')}\n`).join(''))
}

async function writeJsonl(name: string, rows: readonly Row[], change = (row: Row) => row): Promise<void> {
  await writeFile(join(cwd, name), rows.map(row => `${JSON.stringify(change(row))}\n`).join(''))
}

const inSeconds = (row: Row): Row => {
  const times = ['happened', 'landed', 'asked']
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, times.includes(name) ? Number(value) / 1000 : value]),
  )
}

async function writeParquet(name: string, csv: string): Promise<void> {
  const times = csv.startsWith('log') ? ['happened', 'landed'] : ['asked']
  const replaced = times.map(time => `make_timestamp(${time} * 1000) AS ${time}`).join(', ')
  await query(
    `COPY (SELECT * REPLACE (${replaced}) FROM read_csv('${join(cwd, csv)}')) TO '${join(cwd, name)}' (FORMAT parquet)`,
  )
}

/** A command line over these loose files; in CSV and times in ms unless told otherwise. */
function loose(...more: readonly string[]): string[] {
  const files = ['--events', 'payments=log.csv', '--served', 'served.csv']
  return ['audit', '--features', features, ...files, ...mapFlags('@ms'), '--json', ...more]
}

async function audit(...lines: readonly (readonly string[])[]): Promise<Ended[]> {
  return plumblineEach(lines, { cwd })
}

function cellsOf(result: Result) {
  const { compared, equal, defect, staleness, notJudged, lateData, training } = result.cells
  return { compared, equal, defect, staleness, notJudged, lateData, training }
}

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-audit-'))
  await writeCsv('log.csv', events)
  await writeCsv('served.csv', served)
  await writeCsv('trained.csv', trained)
  await writeJsonl('log.jsonl', events, inSeconds)
  await writeJsonl('served.jsonl', served, inSeconds)
  await writeJsonl('trained.jsonl', trained, inSeconds)
  await writeParquet('log.parquet', 'log.csv')
  await writeParquet('served.parquet', 'served.csv')
  await writeParquet('trained.parquet', 'trained.csv')
})

afterAll(() => rm(cwd, { recursive: true, force: true }))

describe('loose files of a platform', () => {
  const files = (ending: string) => [
    ...['--events', `payments=log.${ending}`, '--served', `served.${ending}`],
    ...['--training', `trained.${ending}`, '--json'],
  ]
  const right = { compared: 4, equal: 4, leak: 0, defect: 0, notJudged: 0 }

  test('say the same in Parquet, CSV and JSONL, with definitions in TypeScript and JSON, mapped inline and by file', async () => {
    const definitions = await plumbline(['definitions', features, '--json'], { cwd })
    const { documents } = JSON.parse(definitions.stdout) as { documents: { document: unknown }[] }
    await writeFile(join(cwd, 'features.json'), JSON.stringify(documents[0]?.document))
    const entries = maps('@ms').map(entry => entry.split('=') as [string, string])
    await writeFile(join(cwd, 'map.json'), JSON.stringify(Object.fromEntries(entries)))
    const all = await audit(
      ['audit', '--features', features, ...files('csv'), ...mapFlags('@ms')],
      ['audit', '--features', 'features.json', ...files('csv'), '--map', 'map.json'],
      ['audit', '--features', features, ...files('jsonl'), ...mapFlags('@s')],
      ['audit', '--features', 'features.json', ...files('parquet'), ...mapFlags('')],
    )
    for (const ended of all) {
      expect(ended.code).toBe(0)
      expect(cellsOf(resultOf(ended))).toEqual({
        compared: 8,
        equal: 8,
        defect: 0,
        staleness: 0,
        notJudged: 0,
        lateData: 3,
        training: { ...right, compared: 8, equal: 8 },
      })
    }
    const late = resultOf(all[0] as Ended).features
    expect(late.spend_1h?.lateData).toEqual({ rows: 1, judged: 4, numericRows: 1, meanAbsoluteDifference: 8 })
    expect(late.attempts_1h?.lateData).toEqual({
      rows: 2,
      judged: 4,
      numericRows: 2,
      meanAbsoluteDifference: 1,
    })
  })

  test('a leak that was planted in the training set is one: part leak, side offline', async () => {
    // As of 10:30 instead of 10:10.
    await writeCsv('leaky.csv', [
      ...trained.slice(0, 3),
      { user: 'a', asked: at('10:10:00'), spend: 12, n: 3 },
    ])
    const [ended] = await audit(loose('--training', 'leaky.csv', '--out', 'leak'))
    expect(ended?.code).toBe(1)
    expect(resultOf(ended as Ended).sentences[0]).toMatch(
      /^2 features are wrong offline, .* 2 leaks, budget 0$/,
    )
    const found = await query(
      `SELECT account, as_of::VARCHAR, feature, part, side, training, as_trained
       FROM '${join(cwd, 'leak')}/mismatches.parquet' WHERE part <> 'late-data' ORDER BY feature`,
    )
    expect(found).toEqual([
      ['a', '2026-03-01 10:10:00', 'attempts_1h', 'leak', 'offline', '3', '2'],
      ['a', '2026-03-01 10:10:00', 'spend_1h', 'leak', 'offline', '12', '1.5'],
    ])
  })

  test('the reading and the cut of a training set decide what is a leak', async () => {
    const training = ['--training', 'trained.csv']
    const [known, cut, after] = await audit(
      loose(...training, '--training-reading', 'as-known'),
      loose(...training, '--cut', '2026-03-01T11:00:00Z'),
      loose(...training, '--cut', '2026-03-01T11:30:00Z'),
    )
    expect([known, cut, after].map(ended => ended?.code)).toEqual([1, 1, 0])
    // What nobody could know at T leaks into a set that claims to be as-known; what arrived after the cut, into any.
    expect(resultOf(known as Ended).cells.training).toEqual({ ...right, compared: 8, equal: 5, leak: 3 })
    expect(resultOf(cut as Ended).cells.training).toEqual({ ...right, compared: 8, equal: 6, leak: 2 })
  })

  test('a window that reaches back beyond complete_from is not judged, and where none is left there is no verdict', async () => {
    const [some, none] = await audit(
      loose('--complete-from', 'payments=2026-03-01T09:20:00Z'),
      loose('--complete-from', 'payments=2026-03-01T09:45:00Z'),
    )
    expect([some?.code, none?.code]).toEqual([0, 2])
    expect(cellsOf(resultOf(some as Ended))).toMatchObject({ equal: 6, notJudged: 2 })
    expect(resultOf(none as Ended)).toMatchObject({ verdict: 'inconclusive', cells: { notJudged: 8 } })
  })

  test('staleness and late data fail where a budget is declared, and only there', async () => {
    // As of 10:00:01, when e2 had not arrived.
    await writeCsv('stale.csv', [{ user: 'a', asked: at('10:30:00'), spend: 1.5, n: 1 }, ...served.slice(1)])
    const stale = ['--served', 'stale.csv']
    const line = (...more: string[]) =>
      loose(...more).filter(arg => arg !== 'served.csv' && arg !== '--served')
    const [free, slow, within, late, few] = await audit(
      [...line(), ...stale],
      [...line('--freshness', '1s'), ...stale],
      [...line('--freshness', '20m'), ...stale],
      loose('--late-budget', '40%'),
      loose('--late-budget', '50%'),
    )
    expect([free, slow, within, late, few].map(ended => ended?.code)).toEqual([0, 1, 0, 1, 0])
    expect(cellsOf(resultOf(free as Ended))).toMatchObject({ equal: 6, staleness: 2, defect: 0 })
    expect(resultOf(slow as Ended).sentences[0]).toMatch(
      /^freshness: 2 of 2 stale values, the latest by 20 min/,
    )
    expect(resultOf(late as Ended).sentences[0]).toMatch(/^late-data: at most 50.0 % .*\(attempts_1h\)/)
  })

  test('a wrong served value is a defect, told in the report', async () => {
    await writeCsv('wrong.csv', [{ user: 'a', asked: at('10:30:00'), spend: 12, n: 3 }, ...served.slice(1)])
    const args = loose()
      .map(arg => (arg === 'served.csv' ? 'wrong.csv' : arg))
      .filter(arg => arg !== '--json')
    const ended = await plumbline(args, { cwd })
    expect(ended.code).toBe(1)
    expect(ended.stdout).toMatch(
      /^SKEW {3}2 features are wrong online, spend_1h the most: 2 of 8 served values/,
    )
    expect(ended.stdout).toMatch(
      /spend_1h, defect at account "a", 2026-03-01T10:30:00Z, probe 1\n +served 12, but as known 4/,
    )
    expect(ended.stdout).toMatch(/report +\.plumbline\/runs\/\d+\/report\.html\n/)
    expect(ended.stdout).toMatch(/result +\.plumbline\/runs\/\d+\/result\.json +exit 1\n$/)
  })

  test('rejected records are counted by reason, and said first where they are most of a log', async () => {
    const bad = (uid: string, who: string, value: string, happened: number | '') =>
      ({ uid, who, value, happened, landed: at('10:00:00') }) as Row
    const rejects = [
      bad('r1', '', '1', at('10:00:00')),
      bad('r2', 'a', 'NaN', at('10:00:00')),
      bad('r3', 'a', 'much', at('10:00:00')),
      bad('r4', 'a', '1', ''),
      bad('', 'a', '1', at('10:00:00')),
    ]
    await writeCsv('rejects.csv', [...events, ...rejects])
    await writeCsv('all-rejects.csv', rejects)
    const line = (log: string) => loose().map(arg => (arg === 'payments=log.csv' ? `payments=${log}` : arg))
    const [most, all] = await audit(line('rejects.csv'), line('all-rejects.csv'))
    expect(most?.code).toBe(0)
    const { log, sentences } = resultOf(most as Ended)
    expect(log[0]).toMatchObject({
      records: 9,
      accepted: 4,
      rejects: { 'no-key': 1, 'illegal-value': 1, 'wrong-type': 1, 'no-event-time': 1, 'no-id': 1 },
    })
    expect(sentences[0]).toMatch(/^most records of the log were rejected: payments 5 of 9 \(/)
    expect(resultOf(all as Ended).sentences[0]).toMatch(
      /^most records of the log were rejected: payments 5 of 5/,
    )
  })

  test('a served column that the definitions lack, and the reverse, are listed and not compared', async () => {
    await writeCsv(
      'other.csv',
      served.map(({ n, ...row }) => ({ ...row, atempts_1h: n })),
    )
    const line = loose().map(arg => (arg === 'served.csv' ? 'other.csv' : arg))
    const without = line.filter(
      (arg, i) => !/attempts_1h/.test(arg) && !/attempts_1h/.test(line[i + 1] ?? ''),
    )
    const [ended] = await audit(without)
    expect(ended?.code).toBe(0)
    const { notes, cells } = resultOf(ended as Ended)
    expect(cells).toMatchObject({ compared: 4, equal: 4 })
    expect(notes.join('\n')).toMatch(
      /columns that the definitions lack, atempts_1h.*did you mean attempts_1h\?/,
    )
    expect(notes.join('\n')).toMatch(/not compared online, card has no such column: attempts_1h/)
  })
})

describe('files that cannot be read as they are', () => {
  const instead = (from: string, to: string) => loose().map(arg => (arg === from ? to : arg))

  test('end in one sentence each that names the file, the column or row, and the mend', async () => {
    await writeFile(join(cwd, 'torn.parquet'), (await readFile(join(cwd, 'log.parquet'))).subarray(0, 300))
    await writeFile(join(cwd, 'nothing.csv'), '')
    await writeFile(join(cwd, 'served.xlsx'), 'x')
    await writeCsv(
      'naive.csv',
      served.map(row => ({ ...row, asked: '2026-03-01 10:30:00' })),
    )
    await writeCsv(
      'text.csv',
      served.map(row => ({ ...row, spend: 'a lot' })),
    )
    await writeCsv(
      'half.csv',
      served.map(row => ({ ...row, n: 0.5 })),
    )
    const cases: [line: string[], code: number, ...says: (string | RegExp)[]][] = [
      [
        instead('payments=log.csv', 'payments=torn.parquet'),
        64,
        'torn.parquet cannot be read',
        'write it again',
      ],
      [instead('served.csv', 'nothing.csv'), 64, 'nothing.csv is empty (0 bytes)'],
      [instead('payments=log.csv', 'payments=nothing.csv'), 64, 'nothing.csv is empty (0 bytes)'],
      [
        instead('served.csv', 'served.xlsx'),
        64,
        'served.xlsx has no ending that can be read: give a file in .parquet',
      ],
      [instead('served.csv', 'gone.csv'), 64, 'gone.csv does not exist: check the path'],
      [
        instead('payments=log.csv', 'payment=log.csv'),
        64,
        'payment is no source of the definitions',
        'payments?',
      ],
      [
        instead('served.as_of=asked@ms', 'served.as_of=askd@ms'),
        64,
        'has no column askd',
        '--map served.as_of=asked',
      ],
      [instead('served.as_of=asked@ms', 'served.as_of=asked'), 64, 'the bare number', 'name its unit'],
      [
        instead('served.csv', 'naive.csv'),
        64,
        'naive.csv, row 1: column asked',
        'a time without a zone',
        '@utc',
      ],
      [
        instead('served.csv', 'text.csv'),
        64,
        'text.csv, row 1: column spend holds "a lot", but must be float',
      ],
      [instead('served.csv', 'half.csv'), 64, 'half.csv, row 1: column n holds "0.5", but must be int'],
    ]
    const ended = await audit(...cases.map(([line]) => line))
    for (const [i, [, code, ...says]] of cases.entries()) expectRefusal(ended[i], code, ...says)
  })

  test('without a served row, or without an event, there is no verdict', async () => {
    await writeFile(join(cwd, 'asked-nothing.csv'), 'user,asked,spend,n\n')
    await writeFile(join(cwd, 'no-events.csv'), 'uid,who,value,happened,landed\n')
    const [unserved, unhappened] = await audit(
      instead('served.csv', 'asked-nothing.csv'),
      instead('payments=log.csv', 'payments=no-events.csv'),
    )
    expect([unserved?.code, unhappened?.code]).toEqual([2, 2])
    expect(resultOf(unserved as Ended).sentences[0]).toBe('there are no served rows')
    expect(resultOf(unhappened as Ended).sentences[0]).toBe('there are no events')
    expect(resultOf(unhappened as Ended).cells.compared).toBe(0)
  })
})

test('where two evaluators disagree the verdict is broken, exit code 3, and trusts nothing', async () => {
  const lying = checkout('ci', 'fixtures', 'lying-evaluator.mjs')
  const env = { NODE_OPTIONS: `--import ${lying}` }
  const ended = await plumbline(loose(), { cwd, env })
  expect(ended.code).toBe(3)
  const { verdict, sentences, selfCheck } = resultOf(ended)
  expect(verdict).toBe('broken')
  expect(selfCheck?.disagreements).toBeGreaterThan(0)
  expect(sentences[0]).toMatch(/^the evaluators disagree on .* trust no verdict of this run$/)
})

describe('the folder of a History', () => {
  const history = (format: string) => checkout('ci', 'fixtures', 'histories', format)

  test('in CSV and JSONL, written by hand, is judged alike; the results stand beside it', async () => {
    for (const format of ['csv', 'jsonl']) await cp(history(format), join(cwd, format), { recursive: true })
    const [csv, jsonl] = await audit(['audit', 'csv', '--json'], ['audit', 'jsonl', '--json'])
    expect(cellsOf(resultOf(csv as Ended))).toEqual(cellsOf(resultOf(jsonl as Ended)))
    expect(await readdir(join(cwd, 'csv'))).toEqual(
      expect.arrayContaining(['result.json', 'mismatches.parquet']),
    )
    expect((await resultIn(join(cwd, 'csv'))).cells).toEqual(resultOf(csv as Ended).cells)
  })

  test('of a schema that this version does not know is refused, as is a page that is none', async () => {
    await cp(history('csv'), join(cwd, 'newer'), { recursive: true })
    const page = JSON.parse(await readFile(join(history('csv'), 'history.json'), 'utf8')) as object
    await writeFile(
      join(cwd, 'newer', 'history.json'),
      JSON.stringify({ ...page, schema: 'plumbline.history/7' }),
    )
    await mkdir(join(cwd, 'garbled'))
    await writeFile(join(cwd, 'garbled', 'history.json'), '{ "schema": ')
    const [newer, garbled] = await audit(['audit', 'newer'], ['audit', 'garbled'])
    expectRefusal(
      newer,
      64,
      'unknown schema "plumbline.history/7"',
      'read it with the plumbline that wrote it',
    )
    expectRefusal(garbled, 64, 'garbled/history.json is not JSON')
    expect(await readdir(join(cwd, 'garbled'))).toEqual(['history.json'])
  })

  test('a sample thins events and probes together, and the result says so', async () => {
    await plumbline(['verify', '--scenario', 'composite-keys', '--runs', '1', '--out', 'keys'], { cwd })
    const run = join('keys', 'composite-keys-1')
    const [whole, half] = await audit(
      ['audit', run, '--json'],
      ['audit', run, '--sample', '50%', '--json', '--out', 'half'],
    )
    const all = resultOf(whole as Ended)
    const some = resultOf(half as Ended)
    expect([whole?.code, half?.code]).toEqual([0, 0])
    expect([all.sample, some.sample]).toEqual([null, 0.5])
    expect(some.cells.compared).toBeGreaterThan(0)
    expect(some.cells.compared).toBeLessThan(all.cells.compared)
    expect(some.cells.defect).toBe(0)
    expect(some.sentences.at(-1)).toMatch(/^only 50.0 % of the entities were looked at/)
  })
})
