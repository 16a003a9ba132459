import type { TextName } from '../text.ts'
import { type CompileCall, strictUnary } from './evaluate.ts'

/** Null where any argument is, unlike the `concat` of some databases. */
const concat: CompileCall = args => scope => {
  let text = ''
  for (const arg of args) {
    const part = arg(scope)
    if (part === null) return null
    text += part
  }
  return text
}

function codePoints(text: string): bigint {
  let count = 0n
  for (const _ of text) count++
  return count
}

export const text: Readonly<Record<TextName, CompileCall>> = {
  lower: args =>
    strictUnary<string>(args, value => value.replace(/[A-Z]+/g, letters => letters.toLowerCase())),
  upper: args =>
    strictUnary<string>(args, value => value.replace(/[a-z]+/g, letters => letters.toUpperCase())),
  concat,
  length: args => strictUnary<string>(args, codePoints),
}
