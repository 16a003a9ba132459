import { execFileSync } from 'node:child_process'
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { forPackage } from './package/for-package.ts'

/**
 * Builds the package into `dist/`: node takes no types out of what lies under `node_modules`. `npm pack` does it first.
 * `node ci/build-package.ts DIR` builds into another folder.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const out = process.argv[2] ?? join(root, 'dist')

/** What the code reads beside itself, at the same place below `dist/`. */
const assets = ['harness/adapters/feast/feast_store.py', 'docs/track-record.json']

/** What users import: of these alone the package has declarations. */
const entries = ['index.ts', 'store.ts', 'report.ts', 'vitest.ts']

rmSync(out, { recursive: true, force: true })
compile('tsconfig.build.json', '--outDir', out)
compile('tsconfig.declarations.json', '--outDir', out)

const built = globSync('**/*.{js,d.ts}', { cwd: out })
const modules = new Set(built.filter(file => file.endsWith('.js')))
for (const file of built) {
  const path = join(out, file)
  const { text, missing } = forPackage(
    readFileSync(path, 'utf8'),
    file.endsWith('.js') ? 'module' : 'declaration',
    named => modules.has(posix.join(posix.dirname(file), named)),
  )
  if (missing.length > 0) throw new Error(`${file} names ${missing.join(', ')}, which the package lacks`)
  writeFileSync(path, text)
}
for (const asset of assets) cpSync(join(root, asset), join(out, asset))
for (const entry of entries) {
  if (!modules.has(entry.replace(/\.ts$/, '.js'))) throw new Error(`${entry} was not built`)
}

function compile(config: string, ...args: string[]): void {
  const tsc = join(dirname(fileURLToPath(import.meta.resolve('typescript/package.json'))), 'bin', 'tsc')
  execFileSync(process.execPath, [tsc, '-p', join(root, config), ...args], { cwd: root, stdio: 'inherit' })
}
