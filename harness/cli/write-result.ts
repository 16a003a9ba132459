import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AnyResult } from '../../reports/any-result.ts'
import { renderAnnotations } from '../../reports/github/render-annotations.ts'
import { reportFormats } from '../../reports/report-formats.ts'

/** Everything that a result is written as. */
export const resultFiles: readonly string[] = ['result.json', ...reportFormats.map(({ file }) => file)]

/** The name under which a file waits until it is whole. */
export function waitingName(file: string): string {
  return `.${file}.partial`
}

/** Writes the `result.json` of a folder and its renderings; `run` is the folder that they name, null: none. */
export async function writeResult(dir: string, result: AnyResult, run: string | null = null): Promise<void> {
  await prepareResult(dir, result, run)
  await placeResult(dir)
}

/** Writes a result and its renderings under the names under which they wait. */
export async function prepareResult(
  dir: string,
  result: AnyResult,
  run: string | null = null,
): Promise<void> {
  await writeFile(join(dir, waitingName('result.json')), `${JSON.stringify(result, null, 2)}\n`)
  await prepareReports(dir, result, run)
}

/** Puts what waits in its place. */
export async function placeResult(dir: string): Promise<void> {
  await place(dir, resultFiles)
}

/** Writes the renderings of a result, each whole or not at all. */
export async function writeReports(dir: string, result: AnyResult, run: string): Promise<void> {
  await prepareReports(dir, result, run)
  await place(
    dir,
    reportFormats.map(({ file }) => file),
  )
}

async function prepareReports(dir: string, result: AnyResult, run: string | null): Promise<void> {
  for (const { file, render } of reportFormats)
    await writeFile(join(dir, waitingName(file)), render(result, run ?? undefined))
}

async function place(dir: string, files: readonly string[]): Promise<void> {
  for (const file of files) await rename(join(dir, waitingName(file)), join(dir, file))
}

/** In a step of GitHub Actions: marks the findings in the log, on stderr, since stdout may be JSON. */
export function annotate(result: AnyResult, env: NodeJS.ProcessEnv): void {
  if (env.GITHUB_ACTIONS === 'true') process.stderr.write(renderAnnotations(result))
}
