import type { ByteWriter } from './byte-writer.ts'

const nothing = Buffer.alloc(0)

/**
 * A text as bytes, after others, one text for one bytes: a surrogate without its other half, which UTF-8 cannot write,
 * included.
 */
export function textBytes(text: string, prefix: Buffer = nothing): Buffer {
  if (!text.isWellFormed()) return Buffer.concat([prefix, Buffer.from(`~${text}`, 'utf16le')])
  const marked = `=${text}`
  const bytes = Buffer.allocUnsafe(prefix.length + Buffer.byteLength(marked))
  bytes.set(prefix)
  bytes.write(marked, prefix.length)
  return bytes
}

/** Writes an id as a field of the hash of ids: a string id and an integer id are different ids. */
export function writeId(to: ByteWriter, id: string | bigint): void {
  if (typeof id === 'string' && !id.isWellFormed()) {
    to.bytes(textBytes(id))
  } else {
    const field = typeof id === 'string' ? `=${id}` : `#${id}`
    if (!to.shortAscii(field)) to.text(field, 'utf8', Buffer.byteLength(field))
  }
}
