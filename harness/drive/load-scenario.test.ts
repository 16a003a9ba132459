import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { loadScenario } from './load-scenario.ts'

const folder = mkdtempSync(join(tmpdir(), 'plumbline-scenario-'))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

test('a scenario file is loaded by its path, wherever it lies', async () => {
  const root = resolve(import.meta.dirname, '../..')
  const text = `
import { features, source } from ${JSON.stringify(join(root, 'features/builder/index.ts'))}
import { scenario } from ${JSON.stringify(join(root, 'scenarios/scenario.ts'))}
const clicks = source('clicks', { key: { user: 'user' }, fields: { user: 'string' } })
export default scenario('clicks', { features: features('web', 1, { clicks: clicks.count() }), stream: { count: 5 }, mustHappen: {} })
`
  expect((await loadScenario(file('clicks.ts', text))).name).toBe('clicks')
})

test('what is no scenario is refused with its mend', async () => {
  await expect(loadScenario(join(folder, 'none.ts'))).rejects.toThrow(
    /there is no scenario file .*none\.ts: check the path/,
  )
  await expect(loadScenario(file('number.ts', 'export default 5'))).rejects.toThrow(
    'write export default scenario(',
  )
  await expect(loadScenario(file('broken.ts', 'export default nothing'))).rejects.toThrow(
    'does not load: nothing is not defined',
  )
})
