import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { ErrorCode } from '../../features/plumbline-error.ts'
import { historyHash } from './history-hash.ts'
import { loadHistory } from './load-history.ts'
import { loadTargets } from './load-targets.ts'
import { readMapping } from './read-mapping.ts'
import { stageLooseFiles } from './stage-history.ts'
import type { StageOptions } from './stage-options.ts'
import { editTable, staging, withFixture } from './testing/fixture-variants.ts'

const base = await withFixture('csv', dir => staging(dir, history => history))

/** The CSV fixture as loose files in other formats: zipped, with a BOM and CRLF, under other endings. */
async function loosen(dir: string): Promise<void> {
  const served = await readFile(join(dir, 'served.csv'), 'utf8')
  await writeFile(join(dir, 'answers.csv'), `\ufeff${served.replaceAll('\n', '\r\n')}`)
  await writeFile(join(dir, 'log.csv.gz'), gzipSync(await readFile(join(dir, 'events', 'payments.csv'))))
  await rename(join(dir, 'training.csv'), join(dir, 'labels.csv'))
}

describe('loose files', () => {
  // Catches a difference between a folder and the same files named one by one, and formats that read otherwise.
  test('are the History that a folder of them is', () =>
    withFixture('csv', async dir => {
      await loosen(dir)
      const staged = await stageLooseFiles({
        targets: await loadTargets(join(dir, 'history.json')),
        files: {
          events: [{ name: 'payments', path: join(dir, 'log.csv.gz') }],
          served: [{ name: null, path: join(dir, 'answers.csv') }],
          training: [{ name: 'fraud', path: join(dir, 'labels.csv') }],
        },
        page: base.page,
      })
      expect(historyHash(await loadHistory(staged))).toBe(historyHash(base))
      await staged.close()
    }))

  // Catches a file that is taken for another target or source, or passed over.
  test.each([
    [{ events: [{ name: 'payment', path: 'x.csv' }] }, 'usage', 'did you mean payments?'],
    [{ events: [] }, 'missing-file', '--events payments='],
    [{ served: [] }, 'usage', '--served <file>'],
    [{ served: [{ name: 'fraude', path: 'x.csv' }] }, 'usage', 'did you mean fraud?'],
    [
      {
        served: [
          { name: null, path: 'x.csv' },
          { name: 'fraud', path: 'y.csv' },
        ],
      },
      'usage',
      'twice',
    ],
  ])('%j are refused', (change, code, said) =>
    withFixture('csv', async dir => {
      const files = {
        events: [{ name: null, path: join(dir, 'events', 'payments.csv') }],
        served: [{ name: null, path: join(dir, 'served.csv') }],
        training: [],
      }
      const targets = await loadTargets(join(dir, 'history.json'))
      const staged = stageLooseFiles({ targets, files: { ...files, ...change } })
      await expect(staged).rejects.toThrow(said)
      await expect(staged).rejects.toMatchObject({ code })
    }),
  )
})

describe('a mapping', () => {
  const renamed: [string, string][] = [
    ['probe_id,account', 'probe,acct'],
    ['as_of,answered_at', 'ts,answered_at'],
    ['2026-03-01T12:30:00Z,2026-03-01T12:30:00', '1772368200000,2026-03-01T12:30:00'],
  ]
  // Catches a name or a unit that is bound to another table or passed over.
  test('binds their names and units to ours', () =>
    withFixture('csv', async dir => {
      await editTable(dir, 'served.csv', renamed)
      const mapping = await readMapping([
        'served.probe_id=probe',
        'served.account=acct',
        'served.as_of=ts@ms',
      ])
      await staging(dir, history => expect(historyHash(history)).toBe(historyHash(base)), { mapping })
    }))

  // Catches the reading of a time without its zone where the mapping says that it is UTC.
  test('says that naive times are UTC', () =>
    withFixture('csv', async dir => {
      await editTable(dir, 'events/payments.csv', [['2026-03-01T12:00:00Z', '2026-03-01 12:00:00']])
      const mapping = await readMapping(['payments.event_time=event_time@utc'])
      await staging(dir, history => expect(historyHash(history)).toBe(historyHash(base)), { mapping })
    }))

  // Catches an entry that nothing heeds.
  test.each([
    ['served.as_off=ts', 'did you mean as_of?'],
    ['serve.as_of=ts', 'did you mean served?'],
    ['payments.amount=amount@ms', 'holds no times'],
    ['served.spend=spend@int', 'holds no ids'],
  ])('%s is refused', (entry, said) =>
    withFixture('csv', async dir => {
      const mapping = await readMapping([entry])
      await expect(staging(dir, () => null, { mapping })).rejects.toThrow(said)
      await expect(staging(dir, () => null, { mapping })).rejects.toMatchObject({ code: 'bad-mapping' })
    }),
  )

  test('to a column that is not there is refused', () =>
    withFixture('csv', async dir => {
      const mapping = await readMapping(['served.version=versoin'])
      await expect(staging(dir, () => null, { mapping })).rejects.toMatchObject({ code: 'missing-column' })
    }))
})

// Catches a machine that is too small being told of as a file that is broken.
test('too little memory is a failure of the machine, not of the file', () =>
  withFixture('csv', async dir => {
    const starved = staging(dir, () => null, { database: { settings: { memory_limit: '1KB' } } })
    await expect(starved).rejects.toThrow(/^Out of Memory Error/)
  }))

describe('bad input', () => {
  const edit = (file: string, from: string, to: string) => (dir: string) => editTable(dir, file, [[from, to]])
  const write = (file: string, text: string) => (dir: string) => writeFile(join(dir, file), text)
  const stray = (folder: string, file: string) => async (dir: string) => {
    await mkdir(join(dir, folder), { recursive: true })
    await writeFile(join(dir, folder, file), 'x')
  }
  const cases: [string, (dir: string) => Promise<void>, ErrorCode, string][] = [
    ['no folder', dir => rm(dir, { recursive: true }), 'missing-file', 'does not exist'],
    ['no page', dir => rm(join(dir, 'history.json')), 'missing-file', 'history.json cannot be read'],
    ['no served', dir => rm(join(dir, 'served.csv')), 'missing-file', 'has no served.parquet'],
    [
      'no log',
      dir => rename(join(dir, 'events/payments.csv'), join(dir, 'events/payment.csv')),
      'missing-file',
      'holds payment.csv',
    ],
    // These would catch a file, or an instant, that is passed over in silence.
    ['a training set of nobody', stray('training', 'frauds.parquet'), 'usage', 'did you mean fraud?'],
    ['served values of nobody', stray('served', 'frauds.csv'), 'usage', 'did you mean fraud?'],
    ['a log of no source', stray('events', 'paymnts.jsonl.gz'), 'usage', 'did you mean payments?'],
    [
      'complete_from of no source',
      edit('history.json', '"complete_from": { "payments"', '"complete_from": { "paymnts"'),
      'usage',
      'did you mean payments?',
    ],
    ['two formats', write('served.jsonl', '{}'), 'usage', 'are one table'],
    [
      'an unknown schema',
      edit('history.json', 'plumbline.history/1', 'plumbline.history/7'),
      'unknown-schema',
      'plumbline.history/1',
    ],
    [
      'a bad definition',
      edit('history.json', '"kind": "sum"', '"kind": "some"'),
      'bad-definition',
      'history.json: ',
    ],
    ['an empty file', write('served.csv', ''), 'empty-input', 'served.csv is empty'],
    ['a header missing', write('served.csv', '\n'), 'empty-input', 'has no header'],
    [
      'another delimiter',
      write('served.csv', 'probe_id;account;region;as_of\n1;a;1;2026-03-01T12:30:00Z\n'),
      'corrupt-file',
      'separates its columns by ";", not by ","',
    ],
    ['a broken row', edit('served.csv', ',"{""payments""', ',"{"payments""'), 'corrupt-file', 'served.csv'],
    [
      'a wrong type',
      edit('served.csv', ',9.5,present', ',nine,present'),
      'wrong-column-type',
      'served.csv, row 1: column spend holds "nine", but must be float',
    ],
    [
      'a lossy int',
      edit('training.csv', ',9007199254740993,', ',1.5,'),
      'wrong-column-type',
      'training.csv, row 1: column units_max',
    ],
    [
      'a wrong dimension',
      edit('served.csv', '"[0.5,0.1]"', '"[0.5]"'),
      'wrong-column-type',
      'vector<float32,2>',
    ],
    [
      'a naive time',
      edit('served.csv', '2026-03-01T12:30:00Z,2026', '2026-03-01T12:30:00,2026'),
      'ambiguous-time',
      '--map served.as_of=as_of@utc',
    ],
    [
      'a naive event time',
      edit('events/payments.csv', '2026-03-01T12:20:00Z', '2026-03-01T12:20:00'),
      'ambiguous-time',
      '--map events.payments.event_time=event_time@utc',
    ],
    [
      'a bare number',
      edit('training.csv', '2026-03-01T12:30:00Z', '1772368200'),
      'ambiguous-time',
      '--map training.as_of=as_of@ms',
    ],
    [
      'a time too fine',
      edit('served.csv', '12:30:00.000250Z', '12:30:00.0002505Z'),
      'wrong-column-type',
      'finer than a microsecond',
    ],
    [
      'a time out of range',
      edit('served.csv', '2026-03-01T12:30:00Z,2026', '2300-03-01T12:30:00Z,2026'),
      'wrong-column-type',
      'the years 1684 to 2255',
    ],
    [
      'no as-of time',
      edit('served.csv', '2026-03-01T12:30:00Z,2026-03-01T12:30:00Z', ',2026-03-01T12:30:00Z'),
      'wrong-column-type',
      'row 3: as_of is null',
    ],
    [
      'an unknown state',
      edit('served.csv', 'expired', 'stale'),
      'wrong-column-type',
      'row 3: tags__state holds "stale", which is no state',
    ],
    [
      'a broken applied',
      edit('served.csv', '""0"":2', '""0"":-2'),
      'wrong-column-type',
      'row 1: applied is not of the form',
    ],
    [
      'a misspelt key',
      edit('served.csv', 'probe_id,account', 'probe_id,acount'),
      'missing-column',
      '--map served.account=acount',
    ],
  ]
  // Catches each that is let through, that crashes, or whose sentence does not name the place and the mend.
  test.each(cases)('%s is one clear sentence', (_, spoil, code, said) =>
    withFixture('csv', async dir => {
      await spoil(dir)
      const staged = staging(dir, () => null)
      await expect(staged).rejects.toThrow(said)
      await expect(staged).rejects.toMatchObject({ name: 'PlumblineError', code })
    }),
  )

  // Catches a Parquet file that is cut off, and one with a column that does not convert.
  test.each<[string, (dir: string) => Promise<void>, ErrorCode]>([
    [
      'cut off',
      async dir =>
        writeFile(
          join(dir, 'served.parquet'),
          (await readFile(join(dir, 'served.parquet'))).subarray(0, 900),
        ),
      'corrupt-file',
    ],
    ['no Parquet', dir => writeFile(join(dir, 'events/payments.parquet'), 'not at all'), 'corrupt-file'],
  ])('a Parquet file that is %s', (_, spoil, code) =>
    withFixture('parquet', async dir => {
      await spoil(dir)
      await expect(staging(dir, () => null)).rejects.toMatchObject({ code })
    }),
  )
})

describe('what the user should hear', () => {
  const hear = (spoil: (dir: string) => Promise<void>, options: StageOptions = {}) =>
    withFixture('csv', async dir => {
      await spoil(dir)
      return staging(
        dir,
        (_, { notes, nothingToProve, tables }) => ({ notes, nothingToProve, table: tables[0]! }),
        options,
      )
    })

  // Catches a misspelt feature that is passed over in silence.
  test('a served column that is nearly a feature', async () => {
    const { notes, table } = await hear(dir => editTable(dir, 'served.csv', [[',spend,', ',spendd,']]))
    expect(notes.join()).toContain('--map served.spend=spendd')
    expect(table.uncompared.online).toEqual(['spend'])
  })

  // Catches a verdict on nothing.
  test.each([
    ['served.csv', 'there are no served rows'],
    ['events/payments.csv', 'there are no events'],
  ])('%s without a row', async (file, said) => {
    const { nothingToProve } = await hear(async dir => {
      const [header] = (await readFile(join(dir, file), 'utf8')).split('\n')
      await writeFile(join(dir, file), `${header}\n`)
    })
    expect(nothingToProve).toBe(said)
  })

  test('a served file without any feature', async () => {
    const { nothingToProve, notes } = await hear(dir =>
      writeFile(join(dir, 'served.csv'), 'account,region,as_of\na,1,2026-03-01T12:30:00Z\n'),
    )
    expect(nothingToProve).toBe('no feature has a served column')
    expect(notes.join()).toContain('no column of any feature of fraud')
  })
})

// Catches a slack that is taken off, or that moves the as-of time.
test('the clock slack widens answered_at', () =>
  withFixture('csv', dir =>
    staging(
      dir,
      history => {
        const times = history.tables[0]?.served.map(row => [row.asOf, row.answeredAt])
        expect(times).toEqual(base.tables[0]?.served.map(row => [row.asOf, row.answeredAt + 1500]))
      },
      { clockSlack: 1500 },
    ),
  ))
