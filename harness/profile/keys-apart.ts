import type { AggregateKind } from '../../features/definitions.ts'
import type { FieldType, Value } from '../../features/value.ts'
import type { Finding, Way } from './profile-line.ts'
import { append, ask, fact, found, hour, way } from './way.ts'

type Key = Readonly<Record<string, Value>>

/** What is served of an absent key, mostly. */
const absentAnswer = 'null'

interface KeyLine {
  readonly entity: Readonly<Record<string, FieldType>>
  /** Keys that have a fact each, with a value that tells it. */
  readonly written: readonly Key[]
  /** Keys that have none, though they look like one of those. */
  readonly absent?: readonly Key[]
  /** What is said where all are kept apart. */
  readonly says: string
}

/** Ways to ask whether a store takes some keys for one another. */
export function keysApart(line: KeyLine): [Way, ...Way[]] {
  const kinds: [AggregateKind, ...AggregateKind[]] = ['latest', 'last', 'max']
  const [first, ...others] = kinds.map(kind => keyWay(line, kind))
  return [first as Way, ...others]
}

function keyWay({ entity, written, absent = [], says }: KeyLine, kind: AggregateKind): Way {
  const asked = [...written, ...absent]
  const apart = [...written.map((_, i) => String(i + 1)), ...absent.map(() => absentAnswer)]
  return way({
    kind,
    entity,
    steps: [
      append(...written.map((key, i) => fact(0, BigInt(i + 1), { key, id: `fact ${i + 1}` }))),
      ask(hour, ...asked),
    ],
    possible: [found('apart', apart, says)],
    interpret: answers => confusionOf(asked, apart, says, answers),
  })
}

/** Names the keys that gave the value of another one, and those that gave none; what an absent key gives else is no matter. */
function confusionOf(
  asked: readonly Key[],
  apart: readonly string[],
  says: string,
  answers: readonly (string | null)[],
): Finding | null {
  const written = new Map(
    apart.flatMap((own, i) => (own === absentAnswer ? [] : [[own, asked[i] as Key] as const])),
  )
  const wrong = answers.flatMap((answer, i) => {
    const own = apart[i] as string
    if (answer === null || answer === own) return []
    const other = written.get(answer)
    if (other !== undefined) return [`${keyText(asked[i] as Key)} for ${keyText(other)}`]
    return own === absentAnswer ? [] : [`${keyText(asked[i] as Key)} for no key`]
  })
  if (wrong.length === 0) return { finding: 'apart', says }
  const all = wrong.every(each => each.endsWith(' for no key'))
  if (all) return null
  return { finding: `confuses ${wrong.join(', ')}`, says: `no: it takes ${wrong.join(', ')}` }
}

function keyText(key: Key): string {
  const parts = Object.values(key).map(part =>
    typeof part === 'string' ? JSON.stringify(part) : String(part),
  )
  return `(${parts.join(', ')})`
}
