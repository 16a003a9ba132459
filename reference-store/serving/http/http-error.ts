/** Every code of an answer that is no success, with its HTTP status. Clients may match on the codes. */
export const httpErrorStatus = {
  'bad-json': 400,
  'bad-encoding': 400,
  'bad-request': 400,
  'unknown-field': 400,
  'wrong-type': 400,
  'missing-key-part': 400,
  'key-too-long': 400,
  'as-of-too-old': 400,
  'no-token': 401,
  'wrong-token': 403,
  'no-route': 404,
  'unknown-set': 404,
  'unknown-version': 404,
  'unknown-source': 404,
  'unknown-region': 404,
  'wrong-method': 405,
  'request-timeout': 408,
  'body-too-large': 413,
  'too-many': 413,
  'uri-too-long': 414,
  'wrong-content-type': 415,
  'headers-too-large': 431,
  internal: 500,
  backfilling: 503,
  rebuilding: 503,
  'online-store-unavailable': 503,
  'online-store-slow': 503,
  overtaken: 503,
  overloaded: 503,
  'log-unavailable': 503,
  stopping: 503,
  'not-applied': 504,
} as const satisfies Readonly<Record<string, number>>

export type HttpErrorCode = keyof typeof httpErrorStatus

/** A request that is not answered: the message names the thing, what is wrong with it, and the mend. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly code: HttpErrorCode

  constructor(code: HttpErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }

  get status(): number {
    return httpErrorStatus[this.code]
  }

  /** Worth asking again: nothing is wrong with the request. */
  get isTransient(): boolean {
    return this.status === 503
  }
}

/** The body of such an answer. */
export interface ErrorBody {
  readonly error: { readonly code: HttpErrorCode; readonly message: string }
}

export function errorBody({ code, message }: HttpError): ErrorBody {
  return { error: { code, message } }
}
