import { isUtf8 } from 'node:buffer'
import { HttpError } from './http-error.ts'

/**
 * The JSON value of a body. Bytes that are no UTF-8 are refused, rather than read as U+FFFD: two keys would become one.
 * @throws HttpError
 */
export function parseJson(body: Buffer, contentType: string | undefined): unknown {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType ?? '')?.[1]
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') {
    throw new HttpError('wrong-content-type', `the body is in ${charset.slice(0, 40)}: send it in UTF-8`)
  }
  if (!isUtf8(body)) throw new HttpError('bad-encoding', 'the body is not UTF-8: encode it as UTF-8')
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (cause) {
    const where = /position \d+/.exec((cause as Error).message)?.[0]
    const at = where === undefined ? '' : ` at ${where}`
    throw new HttpError('bad-json', `the body is not JSON${at}: send a JSON object`)
  }
}
