import type { AnyResult } from '../any-result.ts'
import { mismatchFieldNames } from '../result.ts'

/** A keyed hash as a short text: the same for the same text, and without the key nobody can try texts out. */
export type KeyedHash = (text: string) => string

/** Members whose whole text is data of the user. */
const dataMembers: ReadonlySet<string> = new Set(['category', 'segment', 'probe_id', 'id', 'url'])

/**
 * A result without anything of the user's data in it but numbers: keys, event ids, categories and every string are keyed
 * hashes, wherever they stand, in sentences too. Names of features, scenarios, sources and files stay.
 */
export function redactResult<T extends AnyResult>(result: T, hash: KeyedHash): T {
  return walk(result, '', text => hash(bareNumber(text))) as T
}

/** JSON of a mismatch quotes a number beyond 2⁵³ and a sentence does not: both are one key, and get one hash. */
function bareNumber(text: string): string {
  return /^"-?\d{16,}"$/.test(text) ? text.slice(1, -1) : text
}

/** Lists whose items hold data of the user in places of their own. */
const itemsOf: Readonly<Record<string, typeof walk>> = {
  mismatches: (each, _, hash) => mismatchOf(each, hash),
  // Who accepts a difference and why is free text, which may name anybody.
  suppressions: (each, _, hash) => redacting(each, ['owner', 'reason'], hash),
  // A key without its names and without quotes: no part of it can be told from a sentence.
  divergences: (each, _, hash) => redacting(each, ['key'], hash),
}

function redacting(item: unknown, members: readonly string[], hash: KeyedHash): unknown {
  if (typeof item !== 'object' || item === null) return item
  return Object.fromEntries(
    Object.entries(item).map(([member, value]) => [
      member,
      members.includes(member) ? hash(JSON.stringify(value)) : walk(value, member, hash),
    ]),
  )
}

function walk(value: unknown, name: string, hash: KeyedHash): unknown {
  if (typeof value === 'string') return textOf(value, name, hash)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(each => (itemsOf[name] ?? walk)(each, name, hash))
  return Object.fromEntries(Object.entries(value).map(([member, each]) => [member, walk(each, member, hash)]))
}

/** What a mismatch has beyond its own members are parts of a key. */
function mismatchOf(mismatch: unknown, hash: KeyedHash): unknown {
  if (typeof mismatch !== 'object' || mismatch === null) return mismatch
  return Object.fromEntries(
    Object.entries(mismatch).map(([member, value]) => {
      if (mismatchFieldNames.has(member)) return [member, walk(value, member, hash)]
      return [member, value === null ? null : hash(JSON.stringify(value))]
    }),
  )
}

function textOf(text: string, name: string, hash: KeyedHash): string {
  if (dataMembers.has(name)) return hash(JSON.stringify(text))
  if (name === 'fields') return fieldsOf(text, hash)
  if (name === 'key') return text.replace(keyPart, found => hash(found))
  return sentenceOf(text, hash)
}

/** `payer "k28"  amount 1`: each value, numbers too, since a field may be a part of the key. */
function fieldsOf(text: string, hash: KeyedHash): string {
  return text
    .split('  ')
    .map(field => {
      const blank = field.indexOf(' ')
      return blank < 0 ? hash(field) : `${field.slice(0, blank)} ${hash(field.slice(blank + 1))}`
    })
    .join('  ')
}

/** `account "k28", region 3`: the value of each part, whatever its type. */
const keyPart = /(?:"(?:[^"\\]|\\.)*"|[^\s,"]+)(?=, |$)/g
/** A string as JSON writes it; one that was cut goes to the end. */
const literal = /"(?:[^"\\]|\\.)*(?:"|$)/g
/** `account 17, region 3 at 2026-03-01…`: a key whose parts are no strings. */
const plainPart = /\b([A-Za-z_]\w*) (-?\d[\d.]*|true|false)(?=(?:, \w+ [^\s,]+)* at -?\d{4,}-)/g
/** `event e25`: the id of a fact, which says something of its key where it has a digit. */
const eventId = /\b(events?) (?=[^\s,;()]*\d)([^\s,;()]+)/g

function sentenceOf(text: string, hash: KeyedHash): string {
  return text
    .replace(plainPart, (_, name: string, value: string) => `${name} ${hash(value)}`)
    .replace(eventId, (_, word: string, id: string) => `${word} ${hash(JSON.stringify(id))}`)
    .replace(literal, found => hash(found))
}
