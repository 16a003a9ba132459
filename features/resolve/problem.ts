/** One thing that is wrong with a document, at its path, such as `features.spend_24h.window.slide`. */
export interface Problem {
  readonly path: string
  readonly message: string
}

/** Takes note of a problem; resolving goes on, so that a user hears of all problems at once. */
export type Report = (path: string, message: string) => void

/** The path of a member: `.name`, `[0]`, or `["odd name"]` where the name could be mistaken. */
export function member(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`
  if (!/^[A-Za-z_]\w*$/.test(key)) return `${path}[${JSON.stringify(key)}]`
  return path === '' ? key : `${path}.${key}`
}
