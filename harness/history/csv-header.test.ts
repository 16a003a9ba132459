import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseFirstRecord, readCsvHeader } from './csv-header.ts'
import { withTempFolder } from './testing/temp-folder.ts'

const quote = (field: string) => `"${field.replaceAll('"', '""')}"`

// Catches a header whose quoted commas, quotes or line ends break it apart.
test('a header is what was written, whatever its names hold', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.constantFrom('', '\ufeff', '\n\n'),
      (names, end, before) => {
        fc.pre(names.length > 1 || names[0]?.trim() !== '')
        const text = `${before}${names.map(quote).join(',')}${end}1,2`
        expect(parseFirstRecord(text, false)).toEqual(names)
      },
    ),
  )
})

// Catches a reader that stops at the first piece of the file, or that cannot unzip it.
test('a header is read to its end, also from a zipped file', () =>
  withTempFolder(async dir => {
    const names = Array.from({ length: 20_000 }, (_, i) => `column_${i}`)
    await writeFile(join(dir, 'a.csv'), names.join(','))
    await writeFile(join(dir, 'a.csv.gz'), gzipSync(`${names.join(',')}\n1`))
    await writeFile(join(dir, 'blank.csv'), ' \n\n')
    expect(await readCsvHeader(join(dir, 'a.csv'), false)).toEqual(names)
    expect(await readCsvHeader(join(dir, 'a.csv.gz'), true)).toEqual(names)
    expect(await readCsvHeader(join(dir, 'blank.csv'), false)).toBeNull()
  }))
