import { expect, test } from 'vitest'
import { forPackage } from './for-package.ts'

const all = () => true

// Catches a worker, a child process or a store that would be started from a file that the package does not hold.
test('what a module starts is named as the package has it', () => {
  const source = "const worker = new Worker(new URL('./answer-worker.ts', import.meta.url))"
  expect(forPackage(source, 'module', all)).toEqual({ text: source.replace('.ts', '.js'), missing: [] })
  expect(forPackage(source, 'module', () => false).missing).toEqual(['./answer-worker.ts'])
})

test('declarations name declarations, and nothing else is touched', () => {
  const declaration = "export type { A } from './a.ts'\ntype B = import('../b.ts').B"
  expect(forPackage(declaration, 'declaration', all).text).toBe(
    "export type { A } from './a.js'\ntype B = import('../b.js').B",
  )
  const written = "const scenario = `import fraud from '../features.ts'`"
  expect(forPackage(written, 'module', all).text).toBe(written)
})

test('users of the package are told its own commands', () => {
  expect(
    forPackage('run `npm run replay -- cases/1` or npm run verify, npm run services -- up', 'module', all)
      .text,
  ).toBe('run `npx plumbline replay cases/1` or npx plumbline verify, npm run services -- up')
})
