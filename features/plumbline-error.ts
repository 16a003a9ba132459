/** The closed list of error codes; each is a stable name that users may match on. */
export const errorCodes = [
  'usage',
  'missing-file',
  'missing-column',
  'wrong-column-type',
  'ambiguous-time',
  'unknown-schema',
  'bad-definition',
  'unknown-feature',
  'empty-input',
  'corrupt-file',
  'foreign-folder',
  'bad-mapping',
  'bad-scenario',
  'bad-store',
  'store-failed',
  'version-conflict',
  'interrupted',
  'infrastructure',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** Codes that are about the machine or the store rather than about what the user asked for. */
const infrastructure: ReadonlySet<ErrorCode> = new Set(['store-failed', 'infrastructure', 'interrupted'])

/**
 * An error that a user can mend: its message names the thing, says what is wrong with it, and ends with the mend.
 * The command line prints the message alone, without a stack.
 */
export class PlumblineError extends Error {
  readonly code: ErrorCode
  override readonly name = 'PlumblineError'

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }

  /** 64 usage or configuration, 70 infrastructure (sysexits.h). */
  get exitCode(): 64 | 70 {
    return infrastructure.has(this.code) ? 70 : 64
  }
}
