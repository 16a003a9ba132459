/** A member of a plain object by a name from a document, undefined where it has none: `constructor` is a legal name. */
export function ownMember<T>(object: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}
