import { readdir, readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { driftResultSchema } from '../../reports/drift-result.ts'
import { type DriftFolder, driftFolder } from '../drift/testing/drift-folder.ts'
import { driftCommand } from './drift-command.ts'
import { plumbline, published } from './testing/plumbline.ts'

let folder: DriftFolder
beforeAll(async () => {
  folder = await driftFolder()
  const value = `(hash(i) % 1000003) / 1000003.0::DOUBLE`
  await folder.parquet('a.parquet', `SELECT i % 1000 AS account, ${value} AS spend FROM range(5000) t(i)`)
  await folder.parquet(
    'b.parquet',
    `SELECT i % 1000 AS account, ${value} AS spend FROM range(50000, 55000) t(i)`,
  )
  await folder.parquet(
    'c.parquet',
    `SELECT i % 1000 AS account, ${value} + 0.5 AS spend FROM range(90000, 95000) t(i)`,
  )
  await folder.text(
    'config.json',
    JSON.stringify({ cluster: ['account'], features: { spend: { epsilon: 0.9 } } }),
  )
  await folder.text(
    'definitions.json',
    JSON.stringify({
      schema: 'plumbline.definitions/1',
      name: 'fraud',
      version: 1,
      entity: { account: 'int' },
      sources: { payments: { key: { account: 'payer' }, fields: { payer: 'int', amount: 'float' } } },
      features: {
        spend: {
          source: 'payments',
          aggregate: { kind: 'sum', of: { field: 'amount' } },
          window: { length: '1h' },
        },
      },
    }),
  )
})
afterAll(() => folder.remove())
afterEach(() => void vi.restoreAllMocks())

/** Runs the verb as the command line does; gives the exit code and what was printed. */
async function drift(...argv: string[]): Promise<{ code: number; printed: string }> {
  let [code, printed] = [-1, '']
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed += String(text)
    return true
  })
  const program = new Command('plumbline').exitOverride().configureOutput({ writeErr: () => {} })
  driftCommand(program, given => (code = given))
  for (const command of program.commands) command.exitOverride()
  const out = argv.includes('--out') ? [] : ['--out', folder.path('run')]
  await program.parseAsync(['drift', ...argv, ...out], { from: 'user' }).finally(() => vi.restoreAllMocks())
  return { code, printed }
}

const sides = (current: string) => [
  '--reference',
  folder.path('a.parquet'),
  '--current',
  folder.path(current),
]

test('pass is exit 0 and skew exit 1, the verdict first; with definitions their entity clusters', async () => {
  const same = await drift(...sides('b.parquet'), '--features', folder.path('definitions.json'))
  expect(same.code).toBe(0)
  expect(same.printed).toMatch(/^PASS {3}no drift that matters in 1 feature\n/)
  expect(same.printed).toMatch(/5,000 rows, 1,000 entities/)
  const moved = await drift(...sides('c.parquet'), '--cluster', 'account')
  expect(moved.code).toBe(1)
  expect(moved.printed).toMatch(/^SKEW {3}1 of 1 feature drifted\n/)
})

test('--json prints one result and nothing else; a configuration is read, and flags outrank it', async () => {
  const wide = await drift(...sides('c.parquet'), '--config', folder.path('config.json'), '--json')
  expect(
    driftResultSchema.parse(published(wide.printed)).comparisons[0]!.features[0]!.parts[0],
  ).toMatchObject({ epsilon: 0.9, verdict: 'pass' })
  expect(wide.code).toBe(0)
  const many = await drift(
    ...sides('b.parquet'),
    '--config',
    folder.path('config.json'),
    '--json',
    '--minimum-rows',
    '6000',
  )
  expect(many.code).toBe(2)
})

test('a run leaves its result and its reports behind, and says where', async () => {
  const out = folder.path('kept')
  const { printed } = await drift(...sides('c.parquet'), '--cluster', 'account', '--out', out)
  const files = ['junit.xml', 'plumbline.sarif', 'report.html', 'result.json', 'summary.md']
  expect((await readdir(out)).sort()).toEqual(files)
  expect(driftResultSchema.parse(published(await readFile(`${out}/result.json`, 'utf8'))).verdict).toBe(
    'skew',
  )
  expect(printed).toContain(`\n  ${out}/report.html\n`)
  await expect(drift(...sides('c.parquet'), '--out', folder.path('.'))).rejects.toMatchObject({
    code: 'foreign-folder',
  })
})

test('without --out it goes to the next number under .plumbline/runs, where the other verbs write', async () => {
  const files = sides('b.parquet')
  for (const number of ['0001', '0002']) {
    const { code, stdout } = await plumbline(['drift', ...files, '--ignore', 'account'], {
      cwd: folder.path('.'),
    })
    expect(code).toBe(0)
    expect(stdout).toContain(`.plumbline/runs/${number}/report.html`)
  }
  const latest = await readdir(folder.path('.plumbline/runs/latest'))
  expect(latest).toContain('report.html')
})

test('an entity that only the definitions know of is said not to be there', async () => {
  await folder.parquet('keyless.parquet', `SELECT spend FROM '${folder.path('b.parquet')}'`)
  const { printed } = await drift(...sides('keyless.parquet'), '--features', folder.path('definitions.json'))
  expect(printed.replaceAll(/\s+/g, ' ')).toMatch(
    /note: \S*keyless\.parquet has no column account: rows are taken for independent/,
  )
})

test('a nightly run counts its looks in a file, and each spends less of α', async () => {
  const looks = folder.path('looks.json')
  const alpha = async () =>
    driftResultSchema.parse(
      published(
        (await drift(...sides('b.parquet'), '--ignore', 'account', '--looks', looks, '--json')).printed,
      ),
    )
  const [first, second] = [await alpha(), await alpha()]
  expect([first.look, second.look]).toEqual([1, 2])
  expect(first.comparisons[0]!.alpha).toBeCloseTo((6 * 0.05) / Math.PI ** 2, 12)
  expect(second.comparisons[0]!.alpha).toBeCloseTo(first.comparisons[0]!.alpha / 4, 12)
  expect(JSON.parse(await readFile(looks, 'utf8'))).toMatchObject({ schema: 'plumbline.drift-looks/1' })
  await folder.text('broken.json', '{')
  await expect(drift(...sides('b.parquet'), '--looks', folder.path('broken.json'))).rejects.toMatchObject({
    code: 'corrupt-file',
  })
})

test('a place that cannot hold looks is refused before anything is compared', async () => {
  const looks = ['--looks', folder.path('nowhere/looks.json')]
  await expect(drift(...sides('b.parquet'), ...looks)).rejects.toThrow(/cannot hold looks: name a file/)
  await expect(drift(...sides('b.parquet'), '--looks', folder.path('.'))).rejects.toThrow(/cannot hold looks/)
})

test.each([
  [['--reference', 'x.parquet'], /needs --current/],
  [['--current', 'x.parquet'], /needs two sides/],
  [['--current', 'missing.parquet', '--by', 'region'], /does not exist/],
  [['--current', 'x.parquet', 'stray'], /takes no argument|too many/],
  [['--current', 'x.parquet', '--look', '2', '--looks', 'f.json'], /both say/],
  [['--current', 'x.parquet', '--config', 'missing.json'], /does not exist/],
  [['--current', 'x.parquet', '--epsilon', '7'], /share above 0/],
  [['--current', 'x.parquet', '--accept', 'everything'], /no drift configuration/],
])('%j is a usage error', async (argv, message) => {
  await expect(drift(...argv)).rejects.toThrow(message)
})
