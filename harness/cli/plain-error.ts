import { type ErrorCode, PlumblineError } from '../../features/plumbline-error.ts'

/** An error as one process sends it to another: classes do not survive the way. */
export interface PlainError {
  /** Null for an error that is none of ours. */
  readonly code: ErrorCode | null
  readonly message: string
  /** Of the cause where there is one, else of the error. */
  readonly stack: string
}

export function packError(error: unknown): PlainError {
  if (error instanceof PlumblineError) {
    return { code: error.code, message: error.message, stack: stackOf(error.cause ?? error) }
  }
  return {
    code: null,
    message: error instanceof Error ? error.message : String(error),
    stack: stackOf(error),
  }
}

export function unpackError({ code, message, stack }: PlainError): Error {
  const cause = new Error(message)
  cause.stack = stack
  return code === null ? cause : new PlumblineError(code, message, { cause })
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
