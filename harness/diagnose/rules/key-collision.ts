import type { Value } from '../../../features/value.ts'
import type { SpecSource } from '../../diff/spec-source.ts'
import { keyText } from '../../oracle/specification/compare-values.ts'
import type { Because, CauseRule, Variant } from '../cause-rule.ts'
import type { Asked } from '../cell.ts'
import type { TracedFact } from '../traced-fact.ts'
import { factText } from './fact-text.ts'
import { type KeyForm, keyForms } from './key-forms.ts'
import { policyVariant } from './policy-variant.ts'

type Keys = readonly (readonly Value[])[]

/** Keys by the form that they take, once a log and form. */
const formed = new WeakMap<SpecSource, Map<KeyForm, Map<string, Keys>>>()

function keysLike(log: SpecSource, form: KeyForm, key: readonly Value[]): Keys {
  const ofLog = formed.get(log) ?? new Map<KeyForm, Map<string, Keys>>()
  formed.set(log, ofLog)
  const known = ofLog.get(form) ?? Map.groupBy(log.keys(), each => form.of(each))
  ofLog.set(form, known)
  return known.get(form.of(key)) ?? []
}

function logOf({ plan, row }: Asked): SpecSource {
  return row.world.logs(plan.definitions, plan.feature.source.name)
}

function recordsLike(asked: Asked, like: Keys) {
  const log = logOf(asked)
  return like
    .flatMap(key => log.records(key))
    .sort((a, b) => a.arrival - b.arrival || a.record.position - b.record.position)
}

/** What a null may be written as. */
const texts = ['null', '', 'None', 'NULL', 'nil', 'undefined', 'NaN'] as const

/** A null key part looked up as a text. */
function asText(text: string, because: Because): Variant {
  return policyVariant({
    label: `takes a null key part for the text '${text}'`,
    cost: 1,
    policy: {
      records: (records, asked) => {
        if (!asked.key.includes(null)) return records
        return recordsLike(asked, [asked.key.map(part => part ?? text)])
      },
    },
    because,
  })
}

/** Two keys that become one. */
export const keyCollision: CauseRule = {
  says: 'takes different keys for one',
  mend: 'write keys so that different tuples of typed values have different texts: lengths or quotes, not just a mark between the parts',
  looksLike: 'A key shows facts of another one, such as (1, 11) of (11, 1), or "a" of "a ".',
  example: 'count(), key (11, 1) has a fact → read (1, 11): served 1, point-in-time gives 0',
  known: [
    { symptom: 'int64 keys beyond 32 bits encode differently', where: 'feast-dev/feast#2944' },
    { symptom: 'a null key part is queried online and dropped offline', where: 'airbnb/chronon#968' },
  ],
  variants: ({ wrong, right }) => {
    const because = (fact: TracedFact | null) =>
      `${factText(fact)} belongs to the key (${fact?.record.key.map(String).join(', ')})`
    const cells = [...wrong, ...right]
    const used = keyForms.filter(form =>
      wrong.some(cell => {
        const own = keyText(cell.key)
        return keysLike(logOf(cell), form, cell.key).some(key => keyText(key) !== own)
      }),
    )
    const ofForms = used.map(form =>
      policyVariant({
        label: form.label,
        cost: form.cost,
        policy: {
          records: (_, asked) =>
            asked.key.includes(null) ? [] : recordsLike(asked, keysLike(logOf(asked), form, asked.key)),
        },
        because,
      }),
    )
    if (!cells.some(({ key }) => key.includes(null))) return ofForms
    const anyPart = policyVariant({
      label: 'lets a null key part stand for any',
      cost: 1,
      policy: {
        records: (records, asked) => {
          if (!asked.key.includes(null)) return records
          const like = logOf(asked)
            .keys()
            .filter(key =>
              key.every(
                (each, i) => asked.key[i] === null || keyText([each]) === keyText([asked.key[i] ?? null]),
              ),
            )
          return recordsLike(asked, like)
        },
      },
      because,
    })
    return [...ofForms, anyPart, ...texts.map(text => asText(text, because))]
  },
}
