import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Mapping } from './parse-mapping.ts'
import { readMapping } from './read-mapping.ts'
import { withTempFolder } from './testing/temp-folder.ts'

const plain = (mapping: Mapping) =>
  Object.fromEntries([...mapping].map(([table, columns]) => [table, Object.fromEntries(columns)]))

describe('a mapping', () => {
  // Catches a split at the wrong = . or @, and an entry of a file that means something else than on the command line.
  test('is the same as options and as a file', () =>
    withTempFolder(async dir => {
      const path = join(dir, 'mapping.json')
      await writeFile(
        path,
        JSON.stringify({
          served: { as_of: 'ts@ms', probe_id: { column: 'a@b', unit: 'string' }, version: 'x=y' },
          events: { payments: { event_time: 'when@utc' } },
          'payments.id': 'uid',
        }),
      )
      const options = [
        'served.as_of=ts@ms',
        'served.version=x=y',
        'events.payments.event_time=when@utc',
        'payments.id=uid',
      ]
      const mapped = (column: string, unit: string | null = null, idKind: string | null = null) => ({
        column,
        unit,
        idKind,
      })
      const expected = {
        served: { as_of: mapped('ts', 'ms'), version: mapped('x=y') },
        'events.payments': { event_time: mapped('when', 'utc') },
        payments: { id: mapped('uid') },
      }
      expect(plain(await readMapping(options))).toEqual(expected)
      expect(plain(await readMapping([path]))).toEqual({
        ...expected,
        served: { ...expected.served, probe_id: mapped('a@b', null, 'string') },
      })
    }))

  // Catches an entry that is dropped in silence.
  test.each([
    ['served.as_of', 'cannot be read'],
    ['as_of=ts', 'names no table and column'],
    ['served.as_of=', 'names none of their columns'],
    ['served.as_of=ts@mss', 'has the unknown unit mss: did you mean ms?'],
  ])('%s is refused', async (entry, said) => {
    await expect(readMapping([entry])).rejects.toThrow(said)
  })

  test('that maps a column twice, or is no JSON, or no object, is refused', () =>
    withTempFolder(async dir => {
      await expect(readMapping(['served.as_of=a', 'served.as_of=b'])).rejects.toThrow('is mapped twice')
      await writeFile(join(dir, 'a.json'), '{')
      await expect(readMapping([join(dir, 'a.json')])).rejects.toMatchObject({ code: 'bad-mapping' })
      await writeFile(join(dir, 'b.json'), '{"served":{"as_of":5}}')
      await expect(readMapping([join(dir, 'b.json')])).rejects.toThrow('served.as_of is no mapping')
    }))
})
