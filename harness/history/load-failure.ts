/** Why a module did not load, on one line; where its syntax is wrong, with the file and the line. */
export function loadFailure(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause).split('\n')[0] as string
  const said = (cause.message.split('\n')[0] as string).replace(/[.\s]+$/, '')
  const place = cause instanceof SyntaxError ? placeOf(cause.stack ?? '') : null
  return place === null ? said : `${said}, at ${place}`
}

/** Node puts `<file>:<line>` before the stack of a syntax error, where it knows it. */
function placeOf(stack: string): string | null {
  return /^(?:file:\/\/)?(\/[^\n]*:\d+)\n/.exec(stack)?.[1] ?? null
}
