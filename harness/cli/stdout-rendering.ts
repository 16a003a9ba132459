import { colorsEnabled } from '../../reports/terminal/colors-enabled.ts'

/** How stdout is written to for a person: whether it shows colours, and its columns, 60 to 120. */
export function stdoutRendering(): { readonly color: boolean; readonly width: number } {
  const { stdout } = process
  return {
    color: colorsEnabled({ env: process.env, isTTY: stdout.isTTY === true }),
    width: Math.min(Math.max(stdout.columns || 80, 60), 120),
  }
}
