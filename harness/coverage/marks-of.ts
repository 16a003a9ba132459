import type { SemanticRule } from '../../scenarios/rules/rule.ts'

/** Something for every mark of some rules: a mark without a line does not compile. */
export type MarksOf<Rules extends Readonly<Record<string, SemanticRule>>, Each> = Readonly<
  Record<
    {
      [Name in keyof Rules & string]: Rules[Name]['sides'] extends readonly []
        ? Name
        : `${Name} ${Rules[Name]['sides'][number]}`
    }[keyof Rules & string],
    Each
  >
>
