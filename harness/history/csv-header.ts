import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'

/** Longest header that is looked for, in characters. */
const headerMax = 4_000_000

/** Reads the column names of a CSV file, null where the file holds nothing but white space. */
export async function readCsvHeader(path: string, gzipped: boolean): Promise<string[] | null> {
  const file = createReadStream(path)
  const stream = gzipped ? file.pipe(createGunzip()) : file
  // A broken stream must reach the loop below, which reads only the unzipped one.
  if (gzipped) file.on('error', error => stream.destroy(error))
  stream.setEncoding('utf8')
  let text = ''
  try {
    for await (const chunk of stream) {
      text += String(chunk)
      const header = parseFirstRecord(text, false)
      if (header !== null || text.length > headerMax) return header
    }
  } finally {
    file.destroy()
  }
  return parseFirstRecord(text, true)
}

/**
 * The fields of the first record of a CSV text that is not blank (RFC 4180, with or without a byte order mark); null
 * where the text ends before the record does, or where there is none.
 */
export function parseFirstRecord(text: string, whole: boolean): string[] | null {
  const fields: string[] = []
  let field = ''
  let quoted = false
  for (let i = text.startsWith('\ufeff') ? 1 : 0; i < text.length; i++) {
    const letter = text[i] as string
    if (quoted) {
      if (letter !== '"') field += letter
      else if (text[i + 1] === '"') field += text[i++]
      else quoted = false
    } else if (letter === '"' && field === '') quoted = true
    else if (letter === ',') {
      fields.push(field)
      field = ''
    } else if (letter === '\n' || letter === '\r') {
      if (fields.length > 0 || field.trim() !== '') return [...fields, field]
    } else field += letter
  }
  return whole && (fields.length > 0 || field.trim() !== '') ? [...fields, field] : null
}
