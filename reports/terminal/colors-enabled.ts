/** What decides on colour: the environment, and whether the output is a terminal. */
export interface ColorSetting {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isTTY: boolean
}

/** NO_COLOR (no-color.org) outranks FORCE_COLOR, which outranks what the output is; a dumb terminal has no colour. */
export function colorsEnabled({ env, isTTY }: ColorSetting): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false
  const { FORCE_COLOR: forced } = env
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false'
  return isTTY && env.TERM !== 'dumb'
}
