import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkout, type Ended, plumbline, plumblineEach, resultOf } from './testing/plumbline.ts'

let cwd = ''
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-names-'))
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

/** Legal names that the reader's own columns, SQL, or what every object inherits could be taken for. */
const names = ['constructor', 'arrival_read', 'select']

const places = ['field', 'keyPart', 'keyField', 'source', 'document', 'feature', 'request'] as const

type Place = (typeof places)[number]

const given = {
  field: 'x0',
  keyPart: 'k0',
  keyField: 'kf0',
  source: 'e0',
  document: 'd0',
  feature: 'q0',
  request: 'rq0',
}

/** The log lacks the field `absent`, which is null then, whatever it is called. */
function documentOf(name: Readonly<Record<Place, string>>, absent: string) {
  const sum = { source: name.source, aggregate: { kind: 'sum', of: { field: name.field } } }
  const of = { field: name.field }
  return {
    schema: 'plumbline.definitions/1',
    name: name.document,
    version: 1,
    entity: { [name.keyPart]: 'string' },
    sources: {
      [name.source]: {
        key: { [name.keyPart]: name.keyField },
        fields: { [name.keyField]: 'string', [name.field]: 'int', y0: 'float', [absent]: 'string' },
      },
    },
    features: {
      [name.feature]: { ...sum, window: { length: '1h' } },
      q1: { source: name.source, aggregate: { kind: 'last', of } },
      q2: {
        source: name.source,
        aggregate: { kind: 'mean', of: { field: 'y0' } },
        window: { length: '1h', slide: '5m' },
        where: { call: 'gt', args: [of, { literal: 0 }] },
      },
      q3: { source: name.source, aggregate: { kind: 'latest', of: { field: absent } } },
      q4: {
        request: { [name.request]: 'int' },
        onDemand: { call: 'add', args: [{ request: name.request }, { feature: name.feature }] },
      },
    },
  }
}

/** Writes a log of one fact and two rows: what an ideal store serves, and the same with one value wrong. */
async function writeCase(place: Place, chosen: string): Promise<string[]> {
  const name = { ...given, [place]: chosen }
  const absent = place === 'field' || place === 'keyField' ? 'absent0' : chosen
  const file = join(cwd, `${place}-${chosen}`)
  const columns = [
    'probe_id',
    name.keyPart,
    'as_of',
    name.feature,
    'q1',
    'q2',
    'q3',
    'q4',
    `request_${name.request}`,
  ]
  const row = (sum: number) =>
    `${sum},a,2026-03-01T00:30:00Z,${sum},2,0.5,,${sum + 3},3,{"${name.source}":{"0":1}}`
  await writeFile(`${file}.json`, JSON.stringify(documentOf(name, absent)))
  await writeFile(
    `${file}-log.csv`,
    `${[name.keyField, name.field].join()},y0,event_time,arrival_time,id,partition,offset\na,2,0.5,2026-03-01T00:00:00Z,2026-03-01T00:00:01Z,e1,0,0\n`,
  )
  const header = [...columns, 'applied'].join()
  const quoted = (line: string) => line.replace(/\{.*\}/, json => `"${json.replaceAll('"', '""')}"`)
  await writeFile(`${file}-served.csv`, `${header}\n${quoted(row(2))}\n${quoted(row(3))}\n`)
  const log = `${name.source}=${file}-log.csv`
  const loose = ['--features', `${file}.json`, '--events', log, '--served', `${file}-served.csv`]
  return ['audit', ...loose, '--training', `${file}-served.csv`, '--out', join(cwd, 'out'), '--json']
}

describe('a legal name is only a name', () => {
  const cases = names.flatMap(name => places.map(place => [place, name] as const))
  const ended = new Map<string, Ended>()
  beforeAll(async () => {
    const lines = await Promise.all(cases.map(([place, name]) => writeCase(place, name)))
    for (const [i, each] of (await plumblineEach(lines, { cwd })).entries()) ended.set(String(cases[i]), each)
  }, 240_000)

  // Catches a lookup in a plain object that finds what every object inherits, and a column of ours that a user may have.
  test.each(cases)('%s %s', (place, name) => {
    const { cells } = resultOf(ended.get(String([place, name])) as Ended)
    expect(cells).toMatchObject({ compared: 10, equal: 9, defect: 1, notJudged: 0 })
    expect(cells.training).toMatchObject({ compared: 10, equal: 9, notJudged: 0 })
  })
})

// Catches the same in what a scenario says, what the reference store holds, and what a store answers.
test('a scenario may name its document, source, fields and features so, and leave the fields out', async () => {
  const path = join(cwd, 'named.ts')
  await writeFile(
    path,
    `import { features, scenario, source } from ${JSON.stringify(checkout('index.ts'))}
const log = source('constructor', { key: { k: 'arrival_read' }, fields: { arrival_read: 'string', constructor: 'string', x: 'int' } })
const doc = features('constructor', 1, { constructor: log.latest(r => r.constructor), n: log.count(), x: log.sum(r => r.x).over('1h') })
const at = 1_772_323_200_000_000
const fact = (id: string, fields: object) => ({ source: 'constructor', id, eventTime: at, arrivalTime: at + 1, op: 'upsert', revision: 0, fields: { arrival_read: 'a', ...fields } })
const question = { target: 'constructor', key: { k: 'a' }, asOf: at + 10, request: {}, askedVersion: null }
export default scenario('named', { features: doc, records: [fact('e1', { x: 2n }), fact('e2', {})],
  questions: [{ askedAt: at + 10, questions: [question] }], mustHappen: { cellsCompared: 3, nonEmpty: 3 } } as never)
`,
  )
  const args = ['verify', '--scenario', path, '--runs', '1', '--out', join(cwd, 'run'), '--json']
  const done = await plumbline(args, { cwd })
  expect(done.stderr).not.toContain('plumbline:')
  expect(resultOf(done)).toMatchObject({ verdict: 'pass', exitCode: 0, cells: { defect: 0, notJudged: 0 } })
}, 60_000)
