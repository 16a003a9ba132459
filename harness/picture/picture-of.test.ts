import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { formatInstant } from '../../features/instant-text.ts'
import type { Picture } from '../../reports/result.ts'
import { runCommandLine } from '../cli/run-command-line.ts'
import type { History } from '../history/history.ts'
import { historyIn } from '../shrink/shrink-folder.ts'
import { pictureOf } from './picture-of.ts'

let dir: string
let history: History

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plumbline-picture-'))
  const out = join(dir, 'run')
  const write = process.stdout.write
  process.stdout.write = () => true
  try {
    const argv =
      'verify --store reference-store/broken/boundary-flipped.fixture.ts --scenario boundaries --runs 1 --shrink 0s'
    await runCommandLine([...argv.split(' '), '--out', out])
  } finally {
    process.stdout.write = write
  }
  history = await historyIn(join(out, 'boundaries-1'))
})

afterAll(() => rm(dir, { recursive: true, force: true }))

/** Every probe of a feature, as it was served. */
function picturesOf(feature: string): Picture[] {
  const table = history.tables.find(({ served }) => served.some(({ cells }) => feature in cells))
  if (table === undefined || table.target.kind !== 'document') throw new Error('no such feature')
  const target = table.target.definitions.name
  return table.served.flatMap(({ probeId }) => {
    const asked = {
      folder: null,
      target,
      feature,
      side: 'online',
      cause: 'x',
      given: '',
      expected: '',
    } as const
    return pictureOf(history, { ...asked, probe: String(probeId) }) ?? []
  })
}

test('a count is the number of dots that are full, wherever the window lies', () => {
  const pictures = picturesOf('attempts_10m')
  expect(pictures.length).toBeGreaterThan(10)
  const told = pictures.map(({ events, steps, asOf }) => ({
    full: events.filter(({ counts }) => counts).length,
    value: Number(steps.find(({ at }) => at === asOf)?.value),
  }))
  expect(told.filter(({ full }) => full > 0).length).toBeGreaterThan(3)
  // Redeliveries and corrections are dots of their own: there may be more dots than facts, and never fewer.
  expect(told.filter(({ full, value }) => full < value)).toEqual([])
  expect(told.filter(({ full, value }) => full === value).length).toBeGreaterThan(told.length / 2)
})

test('steps ascend, T is one of them, and each says what the specification gives there', () => {
  for (const { steps, asOf, events, eventsOf } of picturesOf('units_ever')) {
    const instants = steps.map(({ at }) => at)
    expect(instants).toContain(asOf)
    expect(new Set(instants).size).toBe(instants.length)
    expect(steps.length).toBeLessThanOrEqual(200)
    expect(events.length).toBe(Math.min(60, eventsOf))
  }
})

test('an on-demand feature, another target and a probe that is not there have no picture', () => {
  const [table] = history.tables
  if (table?.target.kind !== 'document') throw new Error('no document')
  const { definitions } = table.target
  const asked = {
    folder: null,
    target: definitions.name,
    side: 'online',
    cause: 'x',
    given: '',
    expected: '',
  } as const
  const stored = [...definitions.features.values()].find(({ kind }) => kind === 'stored')?.name ?? ''
  expect(pictureOf(history, { ...asked, feature: stored, probe: null })?.asOf).toBe(
    formatInstant(table.served[0]?.asOf ?? 0),
  )
  expect(pictureOf(history, { ...asked, feature: stored, probe: 'no such probe' })).toBeNull()
  expect(pictureOf(history, { ...asked, feature: 'no_such_feature', probe: null })).toBeNull()
  expect(pictureOf(history, { ...asked, target: 'no such target', feature: stored, probe: null })).toBeNull()
  for (const { name, kind } of definitions.features.values())
    if (kind === 'on-demand') expect(pictureOf(history, { ...asked, feature: name, probe: null })).toBeNull()
})
