import type { Result } from '../../reports/result.ts'
import { renderResult } from '../../reports/terminal/render-result.ts'
import { stdoutRendering } from './stdout-rendering.ts'
import { annotate } from './write-result.ts'

/** Prints a result: for a person, or as JSON for a machine. */
export function showResult(
  result: Result,
  options: { json: boolean; paths: Readonly<Record<string, string>> },
): void {
  const { stdout } = process
  annotate(result, process.env)
  if (options.json) stdout.write(`${JSON.stringify(result, null, 2)}\n`)
  else stdout.write(renderResult(result, { ...stdoutRendering(), paths: options.paths }))
}
