import type { Definitions, Source } from '../../features/definitions.ts'
import { type JudgeRecord, recordJudge } from '../../features/streaming-plan/judge-record.ts'
import { keyText } from '../../features/streaming-plan/key-text.ts'
import { documentId } from '../document-id.ts'

/** Documents that see a source alike: the same key, the same fields, hence the same legal records. */
export interface SourceReader {
  readonly documents: readonly string[]
  readonly judge: JudgeRecord
}

/** The text that state is addressed by. */
export type KeyText = typeof keyText

/** A source and who reads it; the first reader's key is the one that the log is partitioned by. */
export interface ReadSource {
  readonly source: string
  readonly readers: readonly [SourceReader, ...SourceReader[]]
}

/** Every source of some documents, in the order of the documents. */
export function sourceReaders(
  documents: readonly Definitions[],
  textOf: KeyText = keyText,
): readonly ReadSource[] {
  const views = documents.flatMap(definitions => {
    return [...definitions.sources.values()].map(source => ({
      definitions,
      source,
      text: viewText(definitions, source),
    }))
  })
  return [...Map.groupBy(views, view => view.source.name)].map(([source, all]) => {
    const readers = [...Map.groupBy(all, view => view.text).values()].map(alike => ({
      documents: alike.map(view => documentId(view.definitions)),
      judge: recordJudge(alike[0]!.definitions.entity, alike[0]!.source, textOf),
    }))
    return { source, readers: [readers[0]!, ...readers.slice(1)] }
  })
}

function viewText({ entity }: Definitions, { keyFields, fields }: Source): string {
  return JSON.stringify([entity.map(part => part.type), keyFields, [...fields]])
}
