import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkout, type Ended, expectRefusal, plumblineEach, resultIn } from './testing/plumbline.ts'

const scenario = checkout('ci', 'fixtures', 'user', 'scenario.ts')
const example = checkout('examples', 'http-store', 'mapping.json')

let cwd = ''
let server: ChildProcess
let ended: Ended[] = []

async function mapping(name: string, change: (mapping: Record<string, unknown>) => unknown): Promise<string> {
  const path = join(cwd, name)
  const made = change(JSON.parse(await readFile(example, 'utf8')) as Record<string, unknown>)
  await writeFile(path, typeof made === 'string' ? made : JSON.stringify(made))
  return path
}

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-http-'))
  server = spawn('python3', [checkout('examples', 'http-store', 'server.py'), '0'], { stdio: 'pipe' })
  const [line] = (await once(server.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
  const base = String(line).trim().replace('listening on ', '')
  const verify = (out: string, store: string) => {
    return ['verify', '--scenario', scenario, '--store', store, '--runs', '1', '--shrink', '0s', '--out', out]
  }
  const right = await mapping('right.json', each => ({ ...each, base }))
  const nobody = await mapping('nobody.json', each => ({ ...each, base: 'http://127.0.0.1:9' }))
  const misnamed = await mapping('misnamed.json', each => ({
    ...each,
    base,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a hole of the mapping's own
    read: { ...(each.read as object), body: { view: '${targt}' } },
  }))
  const incomplete = await mapping('incomplete.json', each => ({
    ...each,
    base: 'localhost',
    read: undefined,
  }))
  const unparsed = await mapping('unparsed.json', () => '{ "schema": ')
  const elsewhere = await mapping('elsewhere.json', each => ({
    ...each,
    base,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a hole of the mapping's own
    read: { ...(each.read as object), answers: { value: 'result.${index}.features.${column}' } },
  }))
  ended = await plumblineEach(
    [
      ['adapter-check', right],
      verify('right', right),
      verify('nobody', nobody),
      verify('misnamed', misnamed),
      verify('incomplete', incomplete),
      verify('unparsed', unparsed),
      verify('elsewhere', elsewhere),
    ],
    { cwd },
  )
})

afterAll(async () => {
  server.kill('SIGKILL')
  await rm(cwd, { recursive: true, force: true })
})

test('the example mapping passes adapter-check, training values and all', () => {
  const [check] = ended
  expect([check?.code, check?.stderr]).toEqual([0, ''])
  expect(check?.stdout).toMatch(/^OK {5}http-example \(Python behind HTTP\) keeps the contract: 14 checks\n/)
})

test('it passes verify, of which every cell is answered', async () => {
  expect(ended[1]?.code).toBe(0)
  const { cells } = await resultIn(join(cwd, 'right'))
  expect(cells.defect + cells.error).toBe(0)
  expect(cells.equal).toBeGreaterThan(40)
})

test('what a mapping or its server gets wrong is one sentence', () => {
  const [, , nobody, misnamed, incomplete, unparsed] = ended
  expectRefusal(nobody, 70, /failed in open: nothing answers at http:\/\/127\.0\.0\.1:9/)
  expectRefusal(misnamed, 64, /in the mapping nothing is called targt: did you mean target\?/)
  expectRefusal(incomplete, 64, /incomplete\.json: base must be a URL, such as .*; read /)
  expectRefusal(unparsed, 64, /unparsed\.json is no JSON/)
})

test('a mapping that looks for values where there are none is inconclusive, never pass', async () => {
  expect(ended[6]?.code).toBe(2)
  const { cells } = await resultIn(join(cwd, 'elsewhere'))
  expect(cells.error).toBe(cells.compared)
})
