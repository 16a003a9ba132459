import type { LogRecord } from '../../../features/log-record.ts'
import type { Value, ValueType } from '../../../features/value.ts'
import { withAppends } from '../plain-script.ts'
import type { Relation, RelationContext } from '../relation.ts'

/** Values that no generator makes keys of. */
const strangers: Partial<Record<ValueType, Value>> = {
  string: 'a stranger to all of them',
  int: 7_777_777_777_777n,
}

/** Facts of a key say nothing of another. */
export const unrelatedKey: Relation = {
  says: 'a key that nobody asks for had facts too',
  knows: 'a value that its keys can have and do not',
  whyNot: context =>
    strangerFields(context).size === 0 ? 'no key has a part that is a text or an integer' : null,
  relate: context => {
    const fields = strangerFields(context)
    const actions = withAppends(context.script, append => {
      const own = fields.get(append.records[0]?.source ?? '')
      const others = own === undefined ? [] : append.records.flatMap(record => strange(record, own))
      return [{ ...append, records: [...append.records, ...others] }]
    })
    return { script: { ...context.script, actions } }
  },
}

/** By source, the field of a key part that can hold a stranger, and the stranger. */
function strangerFields({ script }: RelationContext): Map<string, readonly [string, Value]> {
  return new Map(
    script.definitions.flatMap(({ entity, sources }) =>
      [...sources.values()].flatMap(source => {
        const at = entity.findIndex(({ type }) => strangers[type] !== undefined)
        const field = source.keyFields[at]
        if (field === undefined) return []
        return [[source.name, [field, strangers[entity[at]?.type as ValueType] as Value]] as const]
      }),
    ),
  )
}

/** The same fact under a key and an id of its own. */
function strange(record: LogRecord, [field, value]: readonly [string, Value]): LogRecord[] {
  if (record.id === null) return []
  const id = typeof record.id === 'bigint' ? -record.id - 7_000_000_000n : `stranger ${record.id}`
  return [{ ...record, id, fields: { ...record.fields, [field]: value } }]
}
