import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { targetName } from '../../features/target.ts'
import { loadTargets } from './load-targets.ts'
import { checkoutService, everyTypeDocument, shopDocument } from './testing/every-type.ts'
import { withTempFolder } from './testing/temp-folder.ts'

const builder = join(import.meta.dirname, '..', '..', 'features', 'builder', 'index.ts')
const built = `
import { features, hours, source } from '${builder}'
const payments = source('payments', { key: { account: 'payer' }, fields: { payer: 'string', amount: 'float' } })
export default features('fraud', 3, { spend: payments.sum(p => p.amount).over(hours(1)) })
`

// Catches a form of a features file that is not taken: built, JSON, an array with a service, a page.
test('a features file may be built, written or taken from a History', () =>
  withTempFolder(async dir => {
    const all = [checkoutService, shopDocument, everyTypeDocument]
    await writeFile(join(dir, 'built.ts'), built)
    await writeFile(join(dir, 'one.json'), JSON.stringify(shopDocument))
    await writeFile(join(dir, 'several.json'), JSON.stringify(all))
    await writeFile(
      join(dir, 'history.json'),
      JSON.stringify({ schema: 'plumbline.history/1', definitions: all }),
    )
    await writeFile(join(dir, 'plain.js'), `export default ${JSON.stringify(all)}`)
    const names = async (file: string) => (await loadTargets(join(dir, file))).map(targetName)
    expect(await names('built.ts')).toEqual(['fraud'])
    expect(await names('one.json')).toEqual(['shop'])
    for (const file of ['several.json', 'history.json', 'plain.js']) {
      expect(await names(file)).toEqual(['shop', 'fraud', 'checkout'])
    }
  }))

// Catches a stack trace where a sentence is due, and a message without the file.
test.each([
  ['absent.ts', null, 'missing-file', 'does not exist'],
  ['features.yaml', 'a: 1', 'usage', 'is no features file'],
  ['broken.json', '{', 'bad-definition', 'is not JSON'],
  ['broken.ts', 'export default {', 'bad-definition', 'cannot be loaded'],
  ['throws.ts', 'throw new Error("no database")', 'bad-definition', 'no database'],
  ['named.ts', 'export const a = 1', 'bad-definition', 'has no default export'],
  ['empty.json', '[]', 'bad-definition', 'empty.json: '],
  ['wrong.json', '{"schema":"plumbline.definitions/9"}', 'unknown-schema', 'wrong.json: '],
  ['wrong.ts', 'export default { name: "x" }', 'bad-definition', 'wrong.ts: '],
])('%s is refused', (file, text, code, said) =>
  withTempFolder(async dir => {
    if (text !== null) await writeFile(join(dir, file), text)
    const loading = loadTargets(join(dir, file))
    await expect(loading).rejects.toThrow(said)
    await expect(loading).rejects.toThrow(file)
    await expect(loading).rejects.toMatchObject({ code })
  }),
)
