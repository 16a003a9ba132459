import type { Definitions } from '../features/definitions.ts'

/** How a document is addressed in state, progress and the log: two versions of one name are two documents. */
export function documentId({ name, version }: Pick<Definitions, 'name' | 'version'>): string {
  return `${name}@${version}`
}
