import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Result } from '../../reports/result.ts'
import { scenario } from '../../scenarios/scenario.ts'
import steady from '../../scenarios/steady.ts'
import { plumbline } from '../cli/testing/plumbline.ts'

const user = (name: string) => fileURLToPath(new URL(`../../ci/fixtures/user/${name}`, import.meta.url))

test('a run that hits fewer marks than its scenario demands is inconclusive, and says which', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'marks-'))
  const ended = await plumbline(
    ['verify', '--scenario', user('impossible-mark.ts'), '--runs', '3', '--out', 'out'],
    { cwd },
  )
  expect(ended.code).toBe(2)
  expect(ended.stdout).toContain('what had to happen did not: impossible-mark: mark epoch at 0 of 2')
  expect(ended.stdout).toMatch(/^ {2}coverage {4}\d+ of \d+ rule edges decided one of /m)
  const result: Result = JSON.parse(await readFile(join(cwd, 'out', 'result.json'), 'utf8'))
  expect(result.scenarios[0]?.missed).toEqual([{ happening: 'mark epoch at', wanted: 2, happened: 0 }])
  expect(result.coverage?.missing).toContain('epoch at')
  expect(result.coverage?.runs).toBe(3)
})

test('a mark that no rule has is refused by its name', () => {
  const { definitions, streams, mustHappen } = steady
  const options = { features: definitions, streams: Object.fromEntries(streams), mustHappen }
  const marked = JSON.parse('{"always":["ttl att"]}')
  expect(() => scenario('odd', { ...options, mustMark: marked })).toThrow(
    /^the scenario odd demands the mark ttl att, which no rule has: .*ttl at/,
  )
})
