import type { CallName } from '../expression.ts'
import { arithmetic } from './arithmetic.ts'
import type { CallRule } from './call-rule.ts'
import { comparison } from './comparison.ts'
import { logic } from './logic.ts'
import { text } from './text.ts'
import { vector } from './vector.ts'

/** The typing rule of every call; a call without one does not compile. */
export const callRules: Readonly<Record<CallName, CallRule>> = {
  ...comparison,
  ...logic,
  ...arithmetic,
  ...text,
  ...vector,
}
