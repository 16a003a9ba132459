import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AnyResult } from '../../reports/any-result.ts'
import { renderAnnotations } from '../../reports/github/render-annotations.ts'
import { reportFormats } from '../../reports/report-formats.ts'

/** Everything that a result is written as. */
export const resultFiles: readonly string[] = ['result.json', ...reportFormats.map(({ file }) => file)]

/** Writes the `result.json` of a folder and its renderings. */
export async function writeResult(dir: string, result: AnyResult): Promise<void> {
  await writeFile(join(dir, 'result.json'), `${JSON.stringify(result, null, 2)}\n`)
  await writeReports(dir, result)
}

/** Writes the renderings of a result, each whole or not at all. */
export async function writeReports(dir: string, result: AnyResult): Promise<void> {
  for (const { file, render } of reportFormats) {
    const waiting = join(dir, `.${file}.partial`)
    await writeFile(waiting, render(result))
    await rename(waiting, join(dir, file))
  }
}

/** In a step of GitHub Actions: marks the findings in the log, on stderr, since stdout may be JSON. */
export function annotate(result: AnyResult, env: NodeJS.ProcessEnv): void {
  if (env.GITHUB_ACTIONS === 'true') process.stderr.write(renderAnnotations(result))
}
