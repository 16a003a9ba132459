import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkout, type Ended, plumbline } from './testing/plumbline.ts'

/** Bugs of the harness itself, and which of its guards has to find each. */
const checkers = [
  ['as-of-join-off-by-one', 'assay right-values'],
  ['indexed-evaluator-off-by-one', 'assay audit'],
  ['late-limit-off-by-one', 'the clean store is called wrong'],
  ['tolerance-times-ten', 'assay room-of-sums'],
  ['nulls-dropped-in-diff', 'assay wrong-values'],
  ['states-not-compared', 'assay wrong-values'],
  ['training-not-compared', 'assay wrong-values'],
  ['empty-comparison-passes', 'assay nothing'],
  ['ks-always-passes', 'assay distributions'],
  ['evaluator-copies-served', 'assay wrong-values'],
  ['gate-never-ran', 'assay gates'],
  ['late-data-gate-never-ran', 'assay gates'],
  ['second-look-skipped', 'assay audit'],
  ['verdict-always-passes', 'assay audit'],
  ['shrinker-does-nothing', 'assay diagnosis'],
  ['diagnosis-names-nothing', 'assay diagnosis'],
] as const

let cwd = ''

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'plumbline-checkers-'))
})

afterAll(() => rm(cwd, { recursive: true, force: true }))

function prove(out: string, checker: string | null): Promise<Ended> {
  const args = ['--mutant', 'head-included', '--scenario', 'late-events', '--scenario', 'boundaries']
  const hook = checker === null ? '' : `--import ${checkout('ci', 'fixtures', 'checkers', `${checker}.mjs`)}`
  return plumbline(['prove', ...args, '--workers', '1', '--out', out], { cwd, env: { NODE_OPTIONS: hook } })
}

test('the harness as it is proves a mutant', async () => {
  const { code, stdout } = await prove('sound', null)
  expect(stdout).toMatch(/^PASS {3}1 of 1 mutant killed/)
  expect(code).toBe(0)
})

test.each(checkers)('%s turns prove red: %s', async (checker, guard) => {
  const { code, stdout } = await prove(checker, checker)
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(new RegExp(`^BROKEN .*${guard}`))
  expect(code).toBe(3)
})

test('verify does not pass under a harness that takes everything for right: its canary is not caught', async () => {
  const hook = `--import ${checkout('ci', 'fixtures', 'checkers', 'evaluator-copies-served.mjs')}`
  const place = { cwd, env: { NODE_OPTIONS: hook } }
  const { code, stdout } = await plumbline(
    ['verify', '--scenario', 'steady', '--runs', '1', '--out', 'v'],
    place,
  )
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/the canary \S+ was not caught/)
  expect(code).toBe(3)
})
