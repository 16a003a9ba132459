import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { type Result, resultSchema } from '../../../reports/result.ts'
import { schemaProblems } from '../../../reports/testing/published-schema.ts'
import { openDatabase } from '../../history/open-database.ts'

/** How a command ended. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Place {
  /** Folder in which the command runs. */
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

const root = fileURLToPath(new URL('../../../', import.meta.url))
const node = join(root, 'node_modules', '.bin', 'node')

/** A file of the checkout, as an absolute path. */
export function checkout(...path: readonly string[]): string {
  return join(root, ...path)
}

function start(
  script: string,
  args: readonly string[],
  { cwd, env = {} }: Place,
): ChildProcessWithoutNullStreams {
  // What keeps the results of the tests stands in there, and must not give way to what a test adds.
  const options = [process.env.NODE_OPTIONS, env.NODE_OPTIONS].filter(each => each !== undefined).join(' ')
  return spawn(node, [script, ...args], { cwd, env: { ...process.env, ...env, NODE_OPTIONS: options } })
}

/** Starts the command line as a user does, in a process of its own. */
export function startPlumbline(args: readonly string[], place: Place): ChildProcessWithoutNullStreams {
  return start(fileURLToPath(new URL('../main.ts', import.meta.url)), args, place)
}

/** How a started process ends. */
export async function endOf(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ])
  return { code, stdout, stderr }
}

/** Runs the command line as a user does, in a process of its own. */
export function plumbline(args: readonly string[], place: Place): Promise<Ended> {
  return endOf(startPlumbline(args, place))
}

/** Runs many cheap command lines, one after another in one process: most of a short command is the start of node. */
export async function plumblineEach(lines: readonly (readonly string[])[], place: Place): Promise<Ended[]> {
  const child = start(fileURLToPath(new URL('./run-each.ts', import.meta.url)), [], place)
  child.stdin.end(JSON.stringify(lines))
  const { code, stdout, stderr } = await endOf(child)
  if (code !== 0) throw new Error(`the command lines ended with ${code}: ${stderr}`)
  return JSON.parse(stdout) as Ended[]
}

/** A result of any verb, which must be as the published JSON Schema has it, without a member that it does not name. */
export function published(text: string): unknown {
  const json: unknown = JSON.parse(text)
  expect(schemaProblems(json)).toEqual([])
  return json
}

/** The one JSON document on stdout, which must be a result as the schema has it. */
export function resultOf({ stdout }: Ended): Result {
  return resultSchema.parse(published(stdout))
}

/** The `result.json` of a folder, which must be a result as the schema has it. */
export async function resultIn(dir: string): Promise<Result> {
  return resultSchema.parse(published(await readFile(join(dir, 'result.json'), 'utf8')))
}

/** Rows of a query of DuckDB, as JSON. */
export async function query(sql: string): Promise<unknown[][]> {
  const { connection, close } = await openDatabase()
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson() as unknown[][]
  } finally {
    close()
  }
}

/** Holds that a command was refused: an exit code, one sentence on stderr without a stack, and nothing on stdout. */
export function expectRefusal(
  ended: Ended | undefined,
  code: number,
  ...says: readonly (string | RegExp)[]
): void {
  const lines = (ended?.stderr ?? '').split('\n')
  expect(lines.splice(-2)).toEqual([expect.stringMatching(/^plumbline: /), ''])
  // On a busy machine the work took over two seconds and said what it did; no stack and no second sentence.
  for (const line of lines) expect(line).not.toMatch(/^plumbline: |^\s|^$|Error\b/)
  for (const each of says) expect(ended?.stderr).toMatch(each)
  expect(ended?.stdout).toBe('')
  expect(ended?.code).toBe(code)
}
