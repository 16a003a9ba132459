import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { projectFiles } from './package/project-files.ts'

/**
 * Packs the package, installs the tarball in an empty folder for each version of Node that it promises, and uses it there
 * as its users do. It needs a registry, or npm's cache.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'plumbline-package-'))

/** The oldest that package.json names, and the one that the checkout runs on. */
const oldest = '22.18.0'
const versions = [oldest, process.versions.node]

interface Done {
  readonly code: number | null
  readonly text: string
  readonly seconds: number
}

try {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', work], {
      cwd: root,
      encoding: 'utf8',
    }).replace(/^[^[]*/s, ''),
  ) as { filename: string; size: number; files: { path: string }[] }[]
  if (packed === undefined) throw new Error('npm pack made nothing')
  say(`packed ${packed.filename}, ${(packed.size / 1e6).toFixed(2)} MB, ${packed.files.length} files`)
  const sources = packed.files.filter(
    ({ path }) => /\.ts$/.test(path) && !path.endsWith('.d.ts') && !path.startsWith('examples/'),
  )
  if (sources.length > 0) throw new Error(`the package holds sources: ${sources[0]?.path}`)
  const installed = install(join(work, packed.filename))
  for (const version of versions) tryOn(version, installed)
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** Installs the tarball and the tools of a project beside it, on the oldest Node; gives the folder. */
function install(tarball: string): string {
  const folder = mkdtempSync(join(work, 'project-'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', private: true }))
  const line = `npm install --engine-strict --prefer-offline --no-audit --no-fund ${tarball} ${projectTools().join(' ')}`
  const { code, text, seconds } = doIn(folder, environment(oldest), line)
  if (code !== 0) throw new Error(`${line} ended with ${code}:\n${text.slice(-4_000)}`)
  say(`installed in ${seconds.toFixed(1)} s`)
  return folder
}

function tryOn(version: string, installed: string): void {
  const folder = join(work, `on-${version}`)
  // Links instead of copies: what is installed is the same on every Node.
  execFileSync('cp', ['-al', installed, folder])
  const env = environment(version)
  const run = (line: string, code = 0, ...says: RegExp[]): Done => {
    const done = doIn(folder, env, line)
    const silent = says.find(each => !each.test(done.text))
    if (done.code !== code || silent !== undefined) {
      const what = done.code === code ? `does not say ${silent}` : `ended with ${done.code}, not ${code}`
      throw new Error(`Node ${version}: ${line} ${what}:\n${done.text.slice(-4_000)}`)
    }
    say(`  ${line}: ${done.seconds.toFixed(1)} s`)
    return done
  }
  say(`Node ${version}`)
  run('node --version', 0, new RegExp(`^v${version.replaceAll('.', '\\.')}`))
  const init = run('npx plumbline init', 0, /wrote features\.ts/, /npx plumbline verify/)
  // The whole default is timed on the oldest Node; on the other one run of each scenario says that it works there.
  const verify = run(`npx plumbline verify${version === oldest ? '' : ' --runs 1'}`, 0, /^PASS/m)
  say(`  init and verify: ${(init.seconds + verify.seconds).toFixed(1)} s`)
  run('npx plumbline init', 64, /nothing was written/)
  run('npx plumbline audit .plumbline/runs/latest/late-payments-1', 0, /^PASS/m)
  run('npx plumbline definitions features.ts', 0, /CREATE OR REPLACE TABLE/)
  run('npx plumbline verify --help', 0, /\$ npx plumbline verify/)
  cpSync(join(root, 'examples'), join(folder, 'examples'), { recursive: true })
  for (const { path, text } of projectFiles) writeFileSync(join(folder, path), text)
  run('npx plumbline verify --store examples/my-store.ts --scenario late-events --runs 1', 0, /^PASS/m)
  run(
    'npx plumbline verify --store wrong-store.ts --scenario ./scenarios/late-payments.scenario.ts --runs 1',
    1,
    /npx plumbline replay/,
  )
  run('npx tsc -p .')
  run('npx vitest run', 0, /7 passed/)
  run('node read-report.ts', 0, /pass/)
}

/** The tools of a project that tests with vitest, in the versions of the checkout. */
function projectTools(): string[] {
  const { devDependencies } = JSON.parse(
    execFileSync(process.execPath, ['-p', 'JSON.stringify(require("./package.json"))'], {
      cwd: root,
      encoding: 'utf8',
    }),
  ) as { devDependencies: Record<string, string> }
  return ['vitest', 'fast-check', 'typescript', '@types/node'].map(name => `${name}@${devDependencies[name]}`)
}

/** The environment in which `node` is of a version, and nothing of the checkout is seen. */
function environment(version: string): NodeJS.ProcessEnv {
  const { PATH = '', HOME, TMPDIR, npm_config_cache } = process.env
  const others = PATH.split(delimiter).filter(each => !resolve(each).startsWith(resolve(root)))
  const kept = { HOME, TMPDIR, npm_config_cache, NO_COLOR: '1' }
  return { ...kept, PATH: [nodeFolder(version, others.join(delimiter)), ...others].join(delimiter) }
}

/** The folder of a Node of this version, from npm where it is not the one that runs. */
function nodeFolder(version: string, path: string): string {
  if (version === process.versions.node) return dirname(process.execPath)
  const folder = mkdtempSync(join(work, 'node-'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }))
  const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', `node@${version}`]
  execFileSync('npm', args, { cwd: folder, env: { ...process.env, PATH: path }, stdio: 'ignore' })
  const found = readdirSync(join(folder, 'node_modules', 'node', 'bin'))
  if (!found.includes('node')) throw new Error(`node@${version} of npm brought no program`)
  return join(folder, 'node_modules', 'node', 'bin')
}

function doIn(cwd: string, env: NodeJS.ProcessEnv, line: string): Done {
  const began = performance.now()
  const [program = '', ...args] = line.split(' ')
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  return { code: status, text: `${stdout}${stderr}`, seconds: (performance.now() - began) / 1_000 }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
