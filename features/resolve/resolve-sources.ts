import type { KeyPart, Source } from '../definitions.ts'
import type { Names } from '../expressions/resolve-expression.ts'
import { suggestName } from '../nearest-name.ts'
import { showValue } from '../show-value.ts'
import type { FieldType, ScalarType } from '../value.ts'
import { fieldTypeForms, isFieldType, isScalarType, scalarTypes } from '../value-type.ts'
import { checkColumnName, checkKeyPartName, checkName } from './names.ts'
import { member, type Report } from './problem.ts'
import { isObject, readObject } from './read-object.ts'
import { sourceShape } from './shapes.ts'

/** A source as far as it could be read: a field whose type is no type is there with null. */
export interface DraftSource {
  readonly source: Source
  readonly fields: Names
}

/** Reads named types, such as the fields of a source; reports names by `check` and types that are none. */
export function readTypes<T extends FieldType>(
  given: unknown,
  path: string,
  report: Report,
  check: (name: string, path: string, report: Report) => void,
  isType: (text: string) => text is T,
  known: readonly string[],
): Map<string, T | null> {
  const types = new Map<string, T | null>()
  if (!isObject(given)) {
    report(path, 'must be an object of names and their types')
    return types
  }
  for (const [name, type] of Object.entries(given)) {
    const at = member(path, name)
    check(name, at, report)
    const legal = typeof type === 'string' && isType(type)
    if (!legal) report(at, `${showValue(type)} is no type here: ${suggestName(type, known)}`)
    types.set(name, legal ? type : null)
  }
  return types
}

/** Key parts and their types, null for one whose type is none; the whole is null where nothing could be read. */
export type DraftEntity = ReadonlyMap<string, ScalarType | null> | null

/** Reads the entity: key parts and their scalar types, at least one. */
export function resolveEntity(given: unknown, report: Report): DraftEntity {
  if (given === undefined) return null
  const parts = readTypes(given, 'entity', report, checkKeyPartName, isScalarType, scalarTypes)
  if (isObject(given) && parts.size === 0)
    report('entity', 'has no key part: name what the features are about')
  return parts.size === 0 ? null : parts
}

/** The key parts of an entity without problems. */
export function keyParts(entity: DraftEntity): KeyPart[] {
  return [...(entity ?? [])].flatMap(([name, type]) => (type === null ? [] : [{ name, type }]))
}

/** Sources by name, null for one that could not be read; the whole is null where nothing could be read. */
export type DraftSources = ReadonlyMap<string, DraftSource | null> | null

/** Reads the sources: their fields, and which field carries each key part of the entity. */
export function resolveSources(given: unknown, entity: DraftEntity, report: Report): DraftSources {
  const sources = new Map<string, DraftSource | null>()
  if (given === undefined) return sources
  if (!isObject(given)) {
    report('sources', 'must be an object of sources by name')
    return null
  }
  for (const [name, body] of Object.entries(given)) {
    const path = member('sources', name)
    checkName(name, path, report)
    const read = readObject(sourceShape, body, path, report)
    sources.set(
      name,
      read === null || read.fields === undefined
        ? null
        : resolveSource(name, read.key, read.fields, path, entity, report),
    )
  }
  return sources
}

function resolveSource(
  name: string,
  key: unknown,
  fieldsGiven: unknown,
  path: string,
  entity: DraftEntity,
  report: Report,
): DraftSource {
  const fields = readTypes(
    fieldsGiven,
    member(path, 'fields'),
    report,
    checkColumnName,
    isFieldType,
    fieldTypeForms,
  )
  const keyFields = key === undefined ? [] : resolveKey(key, fields, member(path, 'key'), entity, report)
  const known = [...fields].flatMap(([field, type]) => (type === null ? [] : [[field, type] as const]))
  return { source: { name, fields: new Map(known), keyFields }, fields }
}

function resolveKey(
  given: unknown,
  fields: Names,
  path: string,
  entity: DraftEntity,
  report: Report,
): string[] {
  if (!isObject(given)) {
    report(path, 'must be an object that names a field for each key part')
    return []
  }
  if (entity === null) return []
  for (const part of Object.keys(given)) {
    if (!entity.has(part))
      report(member(path, part), `is no key part of the entity: ${suggestName(part, entity.keys())}`)
  }
  return [...entity].flatMap(([part, type]) => {
    const field = Object.hasOwn(given, part) ? given[part] : undefined
    const at = member(path, part)
    if (field === undefined) report(at, 'is missing: name the field that carries this key part')
    else if (typeof field !== 'string') report(at, 'must be the name of a field')
    else if (!fields.has(field))
      report(at, `there is no field ${field}: ${suggestName(field, fields.keys())}`)
    else {
      const fieldType = fields.get(field) ?? null
      if (type !== null && fieldType !== null && fieldType !== type) {
        report(at, `the field ${field} is ${fieldType}, but the key part is ${type}: give both one type`)
      }
      return [field]
    }
    return []
  })
}
