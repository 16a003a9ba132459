import type { Result } from '../../reports/result.ts'
import { colorsEnabled } from '../../reports/terminal/colors-enabled.ts'
import { renderResult } from '../../reports/terminal/render-result.ts'
import { annotate } from './write-result.ts'

/** Prints a result: for a person, or as JSON for a machine. */
export function showResult(
  result: Result,
  options: { json: boolean; paths: Readonly<Record<string, string>> },
): void {
  const { stdout } = process
  annotate(result, process.env)
  if (options.json) stdout.write(`${JSON.stringify(result, null, 2)}\n`)
  else
    stdout.write(
      renderResult(result, { color: hasColor(), width: widthOf(stdout.columns), paths: options.paths }),
    )
}

/** Whether stdout shows colours. */
function hasColor(): boolean {
  return colorsEnabled({ env: process.env, isTTY: process.stdout.isTTY === true })
}

function widthOf(columns: number | undefined): number {
  return Math.min(Math.max(columns || 80, 60), 120)
}
