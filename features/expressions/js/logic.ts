import type { LogicName } from '../logic.ts'
import { type CompileCall, type Evaluate, strictUnary } from './evaluate.ts'

/** Three-valued: `decisive` decides alone, else null spreads, else the other value. */
function threeValued(decisive: boolean): CompileCall {
  return args => scope => {
    let unknown = false
    for (const arg of args) {
      const value = arg(scope)
      if (value === decisive) return decisive
      if (value === null) unknown = true
    }
    return unknown ? null : !decisive
  }
}

function coalesce(args: readonly Evaluate[]): Evaluate {
  return scope => {
    for (const arg of args) {
      const value = arg(scope)
      if (value !== null) return value
    }
    return null
  }
}

export const logic: Readonly<Record<LogicName, CompileCall>> = {
  and: threeValued(false),
  or: threeValued(true),
  not: args => strictUnary<boolean>(args, value => !value),
  isNull: args => scope => args[0]!(scope) === null,
  coalesce,
  if: args => {
    const [condition, then, otherwise] = [args[0]!, args[1]!, args[2]!]
    return scope => (condition(scope) === true ? then(scope) : otherwise(scope))
  },
}
