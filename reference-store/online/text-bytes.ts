/** A text as bytes, one text for one bytes: a surrogate without its other half, which UTF-8 cannot write, included. */
export function textBytes(text: string): Buffer {
  return text.isWellFormed() ? Buffer.from(`=${text}`) : Buffer.from(`~${text}`, 'utf16le')
}

/** An id as a field of the hash of ids: a string id and an integer id are different ids. */
export function idBytes(id: string | bigint): Buffer {
  return typeof id === 'string' ? textBytes(id) : Buffer.from(`#${id}`)
}
