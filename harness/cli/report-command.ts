import { spawn } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import { readFile, realpath } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { type AnyResult, isDrift, isLatency, readResult } from '../../reports/any-result.ts'
import { compareResults, comparisonExitCode } from '../../reports/compare/compare-results.ts'
import { renderComparison } from '../../reports/compare/render-comparison.ts'
import { type KeyedHash, redactResult } from '../../reports/redact/redact-result.ts'
import { makeFolder } from '../history/make-folder.ts'
import { drawPictures } from '../picture/draw-pictures.ts'
import { addExamples } from './examples.ts'
import type { Verb } from './verb.ts'
import { resultFiles, writeReports, writeResult } from './write-result.ts'

interface ReportFlags {
  readonly open?: true
  readonly redact?: true
  readonly out?: string
  readonly compare?: true
  readonly json?: true
}

const latest = join('.plumbline', 'runs', 'latest')

/** `report`: render a stored run again, or hold two runs against each other. */
export const reportCommand: Verb = (program, done) => {
  const command = program
    .command('report')
    .description('render the reports of a stored run again, whichever version wrote it, or compare two runs')
    .argument('[runs...]', 'the folder of a run (default: the last one); two with --compare')
    .option('--open', 'open report.html in the browser')
    .option(
      '--redact',
      'replace keys and strings by keyed hashes, in every file; PLUMBLINE_REDACT_KEY makes two reports comparable',
    )
    .option('--out <dir>', 'where to write (default: the folder of the run, or redacted/ in it)')
    .option('--compare', 'tell what is new, mended and unchanged from the first run to the second')
    .option('--json', 'with --compare: print it as JSON')
    .action(async (runs: readonly string[], flags: ReportFlags) => {
      done(flags.compare ? await compare(runs, flags) : await render(runs, flags))
    })
  addExamples(command, [
    ['the last run, in the browser', 'report --open'],
    ['one that may leave the company', 'report .plumbline/runs/0007 --redact --out for-the-vendor'],
    ['what is new since yesterday', 'report --compare .plumbline/runs/0006 .plumbline/runs/0007'],
  ])
}

async function render(runs: readonly string[], flags: ReportFlags): Promise<number> {
  if (runs.length > 1)
    throw new PlumblineError('usage', 'report renders one run: give one folder, or --compare with two')
  if (flags.json)
    throw new PlumblineError('usage', '--json is for --compare: leave it out, or read result.json')
  const dir = runs[0] ?? latest
  const result = await withPictures(await readRun(dir), dir)
  const out = flags.out ?? (flags.redact ? join(dir, 'redacted') : dir)
  if (flags.redact && resolve(out) === resolve(dir))
    throw new PlumblineError(
      'usage',
      '--redact would write over the run itself: give another folder with --out',
    )
  await makeFolder(out)
  if (flags.redact) await writeResult(out, redactResult(result, keyedHash()))
  else await writeReports(out, result, runs[0] ?? (await lastRun()))
  const files = flags.redact ? resultFiles : resultFiles.filter(file => file !== 'result.json')
  process.stdout.write(`${files.map(file => join(out, file)).join('\n')}\n`)
  if (flags.open) openInBrowser(resolve(out, 'report.html'))
  return 0
}

/** The last run by its own name: the next run takes `latest` away from it. */
async function lastRun(): Promise<string> {
  return relative('', await realpath(latest))
}

/** A run that an earlier version stored has no pictures; the Histories in its folder may still give them. */
async function withPictures(result: AnyResult, dir: string): Promise<AnyResult> {
  if (isDrift(result) || isLatency(result) || result.pictures !== undefined) return result
  return { ...result, pictures: await drawPictures(result, dir) }
}

async function compare(runs: readonly string[], flags: ReportFlags): Promise<number> {
  const [before, after] = runs
  if (before === undefined || after === undefined || runs.length > 2)
    throw new PlumblineError('usage', '--compare holds two runs against each other: give two folders')
  for (const flag of ['open', 'redact', 'out'] as const) {
    if (flags[flag] !== undefined)
      throw new PlumblineError('usage', `--${flag} writes a report, and --compare writes none: leave it out`)
  }
  const found = compareResults(await readRun(before), await readRun(after))
  process.stdout.write(flags.json ? `${JSON.stringify(found, null, 2)}\n` : renderComparison(found))
  return comparisonExitCode(found)
}

/** @throws PlumblineError missing-file, corrupt-file, unknown-schema */
async function readRun(dir: string): Promise<AnyResult> {
  const path = join(dir, 'result.json')
  const text = await readFile(path, 'utf8').catch(cause => {
    throw new PlumblineError('missing-file', `${path} cannot be read: give the folder of a run`, { cause })
  })
  const read = readResult(parsed(text, path))
  if (read.kind === 'read') return read.result
  if (read.kind === 'unknown-schema')
    throw new PlumblineError(
      'unknown-schema',
      read.schema === null
        ? `${path} names no schema, and this version reads ${read.known.join(', ')}: give a result of plumbline, or run it again`
        : `${path} has the schema ${read.schema}, and this version reads ${read.known.join(', ')}: use the version that wrote it`,
    )
  throw new PlumblineError(
    'corrupt-file',
    `${path} is no whole result (${read.path}: ${read.problem}): run it again`,
  )
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new PlumblineError('corrupt-file', `${path} is not JSON: run it again`, { cause })
  }
}

/** Ten hex digits of an HMAC; its key is thrown away unless somebody gave one. */
function keyedHash(): KeyedHash {
  const key = process.env.PLUMBLINE_REDACT_KEY ?? randomBytes(32)
  return text => `#${createHmac('sha256', key).update(text).digest('hex').slice(0, 10)}`
}

/** Opens a file as its user would; a machine without a browser says so by itself. */
function openInBrowser(path: string): void {
  const [program, ...args] =
    process.platform === 'darwin'
      ? ['open', path]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', path]
        : ['xdg-open', path]
  const child = spawn(program as string, args, { detached: true, stdio: 'ignore' })
  child.on('error', () => process.stderr.write(`plumbline: no program opens ${path}: open it by hand\n`))
  child.unref()
}
