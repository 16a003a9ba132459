import type { ValueType } from '../value.ts'
import { type CallRule, takes, takesTwoOrMore, typesOf } from './call-rule.ts'

export type TextName = 'lower' | 'upper' | 'concat' | 'length'

function ofStrings(type: ValueType): CallRule['typed'] {
  return args =>
    args.every(arg => arg.type === 'string') ? { args, type } : `takes strings, not ${typesOf(args)}`
}

export const text: Readonly<Record<TextName, CallRule>> = {
  lower: takes(1, ofStrings('string')),
  upper: takes(1, ofStrings('string')),
  concat: takesTwoOrMore(ofStrings('string')),
  length: takes(1, ofStrings('int')),
}
