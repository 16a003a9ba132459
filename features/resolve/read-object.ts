import type { z } from 'zod'
import { suggestName } from '../nearest-name.ts'
import { member, type Report } from './problem.ts'

/** The members of an object that are as their shape says; one that is missing or wrong was reported, and is absent. */
export type Members<S extends Readonly<Record<string, z.ZodType>>> = {
  readonly [K in keyof S]?: z.output<S[K]>
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Reads an object member by member, so that one wrong member hides no problem of the others. Reports unknown members
 * with the nearest known name, missing ones, and those whose value zod refuses. Null where it is no object at all.
 */
export function readObject<S extends Readonly<Record<string, z.ZodType>>>(
  shape: S,
  value: unknown,
  path: string,
  report: Report,
): Members<S> | null {
  if (!isObject(value)) {
    report(path, `must be an object with ${Object.keys(shape).join(', ')}`)
    return null
  }
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(shape, key))
      report(member(path, key), `is unknown here: ${suggestName(key, Object.keys(shape))}`)
  }
  const members: Record<string, unknown> = {}
  for (const [key, schema] of Object.entries(shape)) {
    const given = Object.hasOwn(value, key) ? value[key] : undefined
    const parsed = schema.safeParse(given)
    if (parsed.success) {
      if (parsed.data !== undefined) members[key] = parsed.data
    } else if (given === undefined) report(member(path, key), 'is missing')
    else report(member(path, key), parsed.error.issues[0]?.message ?? 'is not legal')
  }
  return members as Members<S>
}
