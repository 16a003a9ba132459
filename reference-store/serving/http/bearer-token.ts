import { createHash, timingSafeEqual } from 'node:crypto'
import { HttpError } from './http-error.ts'

/** Lets a request pass by its `Authorization` header. @throws HttpError `no-token` or `wrong-token` */
export type TokenCheck = (header: string | undefined) => void

/**
 * Guards with a bearer token; null guards nothing. Hashes of equal length are compared in constant time, so that neither
 * the letters nor the length of the token show in how long a refusal takes.
 */
export function tokenCheck(token: string | null, variable: string): TokenCheck {
  if (token === null) return () => {}
  const wanted = digest(token)
  return header => {
    if (header === undefined) {
      throw new HttpError(
        'no-token',
        `this route needs a token: send Authorization: Bearer, with ${variable}`,
      )
    }
    const given = /^Bearer +(\S+) *$/i.exec(header)?.[1] ?? ''
    if (!timingSafeEqual(digest(given), wanted)) {
      throw new HttpError('wrong-token', `the token is not the one of this route: send that of ${variable}`)
    }
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
