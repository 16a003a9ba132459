import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadStore } from './load-store.ts'

let dir = ''

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plumbline-load-'))
})

afterAll(() => rm(dir, { recursive: true, force: true }))

const said = `{ name: 'n', stack: 's', asOfReads: true, states: false, onDemand: false, services: false, refresh: false, partitions: 0 }`
const body = (close = '') =>
  `{ capabilities = ${said}; open() {} ingest() {} settle() {} read() { return [] } ${close} }`

let modules = 0
async function load(text: string) {
  const path = join(dir, `store-${modules++}.mjs`)
  await writeFile(path, text)
  return loadStore(path)
}

test('a class, a function and a function that takes its time all make stores, a new one each time', async () => {
  for (const text of [
    `export default class ${body()}`,
    `class S ${body()}\nexport default () => new S()`,
    `class S ${body()}\nexport default async () => { await null; return new S() }`,
  ]) {
    const { open, capabilities } = await load(text)
    expect(capabilities).toMatchObject({ name: 'n', stack: 's' })
    expect(await open()).not.toBe(await open())
  }
})

test('the first store, made only to ask what it can do, is closed; what that says tells nothing', async () => {
  const { open } = await load(`export default class ${body('close() { this.client.quit() }')}`)
  expect(typeof (await open()).read).toBe('function')
  const late = await load(`export default class ${body('async close() { throw new Error("never opened") }')}`)
  expect(late.capabilities.name).toBe('n')
})

test('a store that cannot be made says why, in its first line', async () => {
  const path = /store-\d+\.mjs cannot be made: no such host$/
  await expect(
    load(`export default class { constructor() { throw new Error('no such host\\nat x') } }`),
  ).rejects.toThrow(path)
  await expect(load('export default () => null')).rejects.toThrow(/lacks open, ingest, settle, read: see/)
  await expect(load('export default class { open() {} }')).rejects.toMatchObject({ code: 'bad-store' })
})
