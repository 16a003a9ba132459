import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { openDatabase } from '../history/open-database.ts'
import { failureSentence } from './failure-sentence.ts'
import { Interrupted } from './interruption.ts'

let dir = ''

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plumbline-failure-'))
})

afterAll(() => rm(dir, { recursive: true, force: true }))

async function failure(work: () => Promise<unknown>): Promise<unknown> {
  return work().then(
    () => null,
    error => error,
  )
}

test('what the system refuses is one sentence with the path, and a failure of the machine', async () => {
  const missing = await failure(() => readFile(join(dir, 'gone')))
  expect(failureSentence(missing)).toEqual({
    sentence: `${join(dir, 'gone')} cannot be used (open): it does not exist; check the path`,
    exitCode: 70,
  })
  const folder = await failure(() => readFile(dir))
  expect(failureSentence(folder)?.sentence).toMatch(/it is a folder; give a file$/)
  const noFolder = await failure(() => readdir('/dev/null'))
  expect(failureSentence(noFolder)?.sentence).toMatch(/a part of the path is no folder; check the path$/)
})

test('what DuckDB lacks is one sentence', async () => {
  const settings = { memory_limit: '10MB', temp_directory: '', max_temp_directory_size: '0KB' }
  const { connection, close } = await openDatabase({ settings })
  const starved = await failure(() =>
    connection.run('CREATE TABLE t AS SELECT range AS a, hash(range) AS b FROM range(3000000)'),
  )
  close()
  expect(failureSentence(starved)).toEqual({
    sentence: 'DuckDB has too little memory for this: give it more, --memory 8GB',
    exitCode: 70,
  })
})

test('errors of ours keep their code, and an interruption has that of its signal', () => {
  expect(failureSentence(new PlumblineError('usage', 'no'))).toEqual({ sentence: 'no', exitCode: 64 })
  expect(failureSentence(new PlumblineError('store-failed', 'no'))?.exitCode).toBe(70)
  expect(failureSentence(new Interrupted('SIGINT'))?.exitCode).toBe(130)
  expect(failureSentence(new Interrupted('SIGTERM'))?.exitCode).toBe(143)
})

test('a bug of ours is no failure that a user could mend', () => {
  expect(failureSentence(new TypeError('x is not a function'))).toBe(null)
  expect(failureSentence('thrown text')).toBe(null)
})
