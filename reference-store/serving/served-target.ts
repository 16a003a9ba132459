import type { Definitions, OnDemandFeature } from '../../features/definitions.ts'
import { compileExpression, type Evaluate } from '../../features/expressions/compile-to-js.ts'
import { type Target, targetColumns, targetDocuments } from '../../features/target.ts'
import { documentId } from '../document-id.ts'
import { type KeyOfProbe, probeKey } from './probe-key.ts'

/** A document or a service, prepared for answering. */
export interface ServedTarget {
  readonly name: string
  /** The version that answers: of a service, the one that all its documents have; null where they differ. */
  readonly version: number | null
  readonly documents: readonly ServedDocument[]
  /** On-demand features, each after those that it reads. */
  readonly onDemand: readonly ServedExpression[]
  /** Every column, as a table lists them. */
  readonly columns: readonly string[]
}

interface ServedDocument {
  /** `name@version` */
  readonly id: string
  readonly keyOf: KeyOfProbe
  readonly sources: readonly string[]
  /** What its columns begin with: nothing, or `<document>__` in a service. */
  readonly prefix: string
}

export interface ServedExpression {
  readonly column: string
  readonly evaluate: Evaluate
  /** The column of a feature as the expression names it. */
  readonly columnOf: (feature: string) => string
}

export function servedTarget(target: Target): ServedTarget {
  const documents = targetDocuments(target)
  const prefixOf = ({ name }: Definitions) => (target.kind === 'service' ? `${name}__` : '')
  const ofDocuments = documents.flatMap(definitions => {
    const prefix = prefixOf(definitions)
    return definitions.onDemandOrder.map(feature => expressionOf(feature, prefix, name => prefix + name))
  })
  const own = target.kind === 'service' ? target.service.onDemandOrder : []
  const versions = new Set(documents.map(definitions => definitions.version))
  return {
    name: target.kind === 'service' ? target.service.name : target.definitions.name,
    version: versions.size === 1 ? [...versions][0]! : null,
    documents: documents.map(definitions => ({
      id: documentId(definitions),
      keyOf: probeKey(definitions.entity),
      sources: [...definitions.sources.keys()],
      prefix: prefixOf(definitions),
    })),
    onDemand: [...ofDocuments, ...own.map(feature => expressionOf(feature, '', serviceColumn))],
    columns: targetColumns(target).map(({ column }) => column),
  }
}

/** `fraud.spend_24h` of a document stands in the column `fraud__spend_24h`, a service's own feature in its own. */
function serviceColumn(feature: string): string {
  return feature.replace('.', '__')
}

function expressionOf(
  feature: OnDemandFeature,
  prefix: string,
  columnOf: ServedExpression['columnOf'],
): ServedExpression {
  return { column: prefix + feature.name, evaluate: compileExpression(feature.expression), columnOf }
}
