import type { Applied } from '../store.ts'

/** What a store had applied, as JSON text with its members in order: equal offsets have one text. */
export function canonicalApplied(applied: Applied): string {
  const sources = Object.keys(applied)
    .sort()
    .map(source => [source, sortMembers(applied[source] ?? {})] as const)
  return JSON.stringify(Object.fromEntries(sources))
}

function sortMembers(offsets: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.keys(offsets)
      .sort()
      .map(partition => [partition, offsets[partition] as number]),
  )
}
