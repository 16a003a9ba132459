import { type CallRule, takes, takesTwoOrMore, typesOf, unify } from './call-rule.ts'

export type LogicName = 'and' | 'or' | 'not' | 'isNull' | 'coalesce' | 'if'

const bools: CallRule['typed'] = args =>
  args.every(arg => arg.type === 'bool') ? { args, type: 'bool' } : `takes bools, not ${typesOf(args)}`

export const logic: Readonly<Record<LogicName, CallRule>> = {
  and: takesTwoOrMore(bools),
  or: takesTwoOrMore(bools),
  not: takes(1, bools),
  isNull: takes(1, args => ({ args, type: 'bool' })),
  coalesce: takesTwoOrMore(args => unify(args) ?? `takes arguments of one type, not ${typesOf(args)}`),
  if: takes(3, args => {
    const [condition, ...branches] = args
    if (condition?.type !== 'bool') return `takes a bool as its condition, not ${condition?.type}`
    const one = unify(branches)
    if (one === null) return `has branches of the types ${typesOf(branches)}: give both one type`
    return { args: [condition, ...one.args], type: one.type }
  }),
}
