import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { targetName } from '../../features/target.ts'
import { checkout, plumbline, query, resultIn } from '../cli/testing/plumbline.ts'
import { loadHistory } from '../history/load-history.ts'
import { stageHistory } from '../history/stage-history.ts'
import type { StagedHistory } from '../history/staged-history.ts'
import { keyHistory } from './key-history.ts'
import { pictureOf } from './picture-of.ts'

let dir: string
let staged: StagedHistory

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plumbline-key-history-'))
  const store = checkout('reference-store', 'broken', 'boundary-flipped.fixture.ts')
  const argv = ['verify', '--store', store, '--scenario', 'boundaries', '--runs', '1', '--shrink', '0s']
  await plumbline([...argv, '--out', 'run'], { cwd: dir })
  staged = await stageHistory(join(dir, 'run', 'boundaries-1'))
})

afterAll(async () => {
  await staged.close()
  await rm(dir, { recursive: true, force: true })
})

test('of the records of one key the same picture is drawn as of the whole log', async () => {
  const whole = await loadHistory(staged)
  let compared = 0
  for (const { target, served } of whole.tables) {
    for (const { probeId, cells } of served.filter((_, i) => i % 6 === 0)) {
      for (const feature of Object.keys(cells)) {
        for (const side of ['online', 'offline'] as const) {
          const asked = {
            folder: null,
            target: targetName(target),
            feature,
            side,
            cause: 'x',
            probe: String(probeId),
            given: '',
            expected: '',
          }
          const part = await keyHistory(staged, asked)
          const drawn = part === null ? null : pictureOf(part, asked)
          expect(drawn).toEqual(pictureOf(whole, asked))
          if (drawn === null || part === null) continue
          compared++
          const records = (events: typeof whole.events) => [...events.values()].flat().length
          expect(records(part.events)).toBeLessThan(records(whole.events))
        }
      }
    }
  }
  expect(compared).toBeGreaterThan(40)
})

test('a key, a feature or a probe that is not there is no picture', async () => {
  const target = targetName(staged.tables[0]!.target)
  const asked = { target, feature: 'attempts_10m', probe: null }
  expect(await keyHistory(staged, asked)).not.toBeNull()
  expect(await keyHistory(staged, { ...asked, target: 'none' })).toBeNull()
  expect(await keyHistory(staged, { ...asked, feature: 'none' })).toBeNull()
  expect(await keyHistory(staged, { ...asked, probe: "no such probe's" })).toBeNull()
})

test('an audit of a log too large to be read whole draws the one wrong value, and a hot key is drawn too', async () => {
  const ten = `TIMESTAMP '2026-03-01 10:00:00'`
  // Every second event is of one account.
  const account = `CASE WHEN i % 2 = 0 THEN 'hot' ELSE 'a' || i END`
  const log = `SELECT 'e' || i AS id, ${account} AS payer, (i % 100)::DOUBLE AS amount,
    ${ten} + INTERVAL (i % 3000) SECOND AS event_time, ${ten} + INTERVAL (i % 3000 + 1) SECOND AS arrival_time FROM range(60000) t(i)`
  const served = (
    hot: number,
    other: number,
  ) => `SELECT * FROM (VALUES ('a1', 1.0::DOUBLE, ${other}::BIGINT), ('hot', NULL, ${hot}))
    AS t(account, spend_1h, attempts_1h), (SELECT ${ten} + INTERVAL 55 MINUTE AS as_of)`
  await query(`COPY (${log}) TO '${join(dir, 'log.parquet')}' (FORMAT parquet)`)
  for (const [name, sql] of [
    ['one', served(30_000, 2)],
    ['hot', served(29_999, 1)],
  ] as const) {
    await query(
      `COPY (SELECT account, attempts_1h, as_of FROM (${sql})) TO '${join(dir, `${name}.parquet`)}' (FORMAT parquet)`,
    )
    const features = checkout('ci', 'fixtures', 'user', 'features.ts')
    const files = ['--events', 'payments=log.parquet', '--served', `${name}.parquet`]
    await plumbline(['audit', '--features', features, ...files, '--out', name], { cwd: dir })
    const { pictures, mismatches } = await resultIn(join(dir, name))
    expect(mismatches.map(each => each.feature)).toEqual(['attempts_1h'])
    expect(pictures).toHaveLength(1)
    const [picture] = pictures!
    expect(picture).toMatchObject({ feature: 'attempts_1h', eventsOf: name === 'hot' ? 30_000 : 1 })
    expect(picture!.events.length).toBe(name === 'hot' ? 60 : 1)
    expect(picture!.steps.length).toBeGreaterThan(2)
  }
})
