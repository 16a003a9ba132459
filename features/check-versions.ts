import type { Definitions } from './definitions.ts'
import { PlumblineError } from './plumbline-error.ts'

/**
 * Two contents under one name and version are an error; semantics § 9. The same content twice is not.
 * @throws PlumblineError `version-conflict`
 */
export function checkVersions(definitions: readonly Definitions[]): void {
  const hashes = new Map<string, string>()
  for (const { name, version, hash } of definitions) {
    const id = `${name}@${version}`
    const other = hashes.get(id) ?? hash
    hashes.set(id, other)
    if (other !== hash) {
      const message = `${id} has two contents, ${other.slice(0, 12)} and ${hash.slice(0, 12)}: give the newer one the version ${version + 1}.`
      throw new PlumblineError('version-conflict', message)
    }
  }
}
