import type { Definitions, Source } from '../features/definitions.ts'
import type { LogRecord } from '../features/log-record.ts'
import { ownMember } from '../features/own-member.ts'
import { isPartOf } from './key-part.ts'
import type { Key, KeyPool } from './keys.ts'

/** The keys that logs hold for a document: for logs that were not made for it, or not made here at all. */
export function observedKeys(
  definitions: Definitions,
  records: ReadonlyMap<string, readonly LogRecord[]>,
  absent: readonly Key[] = [],
): KeyPool {
  const found = new Map<string, Key>()
  for (const source of definitions.sources.values()) {
    for (const key of keysOf(definitions, source, records.get(source.name) ?? []))
      found.set(key.map(String).join('\u0000'), key)
  }
  const keys = [...found.values()]
  const draw: KeyPool['draw'] = random =>
    keys.length === 0 ? definitions.entity.map(() => null) : random.pick(keys)
  return { keys, absent, draw }
}

function keysOf(definitions: Definitions, source: Source, records: readonly LogRecord[]): Key[] {
  const keys = records.map(record => source.keyFields.map(field => ownMember(record.fields, field) ?? null))
  return keys.filter(key => key.every((part, i) => isPartOf(part, definitions.entity[i])))
}
