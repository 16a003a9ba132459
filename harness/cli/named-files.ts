import type { NamedFile } from '../history/find-tables.ts'

/** Table files as a flag gives them: `name=path`, or a path alone. */
export function namedFiles(given: readonly string[] | undefined): NamedFile[] {
  return (given ?? []).map(text => {
    const found = /^([a-z][a-z0-9_]*)=(.+)$/.exec(text)
    return found === null
      ? { name: null, path: text }
      : { name: found[1] as string, path: found[2] as string }
  })
}
