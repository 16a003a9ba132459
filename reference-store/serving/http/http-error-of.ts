import { HttpError } from './http-error.ts'
import type { HttpLimits } from './http-limits.ts'

/** What fastify throws before a route is reached, by its codes. */
type Say = (limits: HttpLimits) => HttpError

const ofFastify: Readonly<Record<string, Say>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ({ bodyBytesMax }) => {
    return new HttpError(
      'body-too-large',
      `the body has more than ${bodyBytesMax} bytes: ask in several requests`,
    )
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => wrongContentType(),
  FST_ERR_CTP_EMPTY_TYPE: () => wrongContentType(),
  FST_ERR_CTP_EMPTY_JSON_BODY: () => new HttpError('bad-json', 'the body is empty: send a JSON object'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => {
    return new HttpError('bad-request', 'the body is not as long as content-length says: send it whole')
  },
  FST_ERR_BAD_URL: () => new HttpError('bad-request', 'the path is badly encoded: encode it as UTF-8'),
  FST_ERR_MAX_PARAM_LENGTH: () =>
    new HttpError('uri-too-long', 'a name in the path is too long: check the path'),
  ECONNRESET: () => new HttpError('bad-request', 'the request broke off: send it whole'),
}

function wrongContentType(): HttpError {
  return new HttpError('wrong-content-type', 'the body is no JSON: send content-type: application/json')
}

/** Whatever a route or fastify threw, as an answer. A bug of ours says no more than that it is one. */
export function httpErrorOf(cause: unknown, limits: HttpLimits): HttpError {
  if (cause instanceof HttpError) return cause
  const { code, statusCode } = (cause ?? {}) as { code?: unknown; statusCode?: unknown }
  const say = typeof code === 'string' ? ofFastify[code] : undefined
  if (say !== undefined) return say(limits)
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new HttpError('bad-request', 'the request is malformed: see /openapi.json', { cause })
  }
  return new HttpError('internal', 'the server failed in a way that nobody foresaw: see its log', { cause })
}
