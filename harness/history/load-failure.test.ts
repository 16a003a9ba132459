import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { expectRefusal, plumblineEach } from '../cli/testing/plumbline.ts'
import { loadFailure } from './load-failure.ts'
import { withTempFolder } from './testing/temp-folder.ts'

// Catches a sentence that leaves the user to look for the place. In a process of its own: vitest loads modules by another way.
test('a mistake in the syntax is told with its line', () =>
  withTempFolder(async cwd => {
    await writeFile(join(cwd, 'broken.ts'), 'const a = 1\nconst b: number = = 2\n')
    const args = ['verify', '--scenario', 'steady', '--runs', '1', '--store', './broken.ts']
    const ended = await plumblineEach([['definitions', 'broken.ts'], args], { cwd })
    const said = `Expression expected, at ${join(cwd, 'broken.ts')}:2`
    expectRefusal(ended[0], 64, said)
    expect(ended[1]?.stderr).toContain(said)
  }))

test('a failure without a place, and what is no error, is its first line', () => {
  expect(loadFailure(new SyntaxError('Unexpected token'))).toBe('Unexpected token')
  expect(loadFailure(new Error('no database.\nat home'))).toBe('no database')
  expect(loadFailure('thrown\ntext')).toBe('thrown')
})
