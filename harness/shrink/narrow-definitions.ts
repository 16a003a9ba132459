import type { Definitions } from '../../features/definitions.ts'
import type { LogRecord } from '../../features/log-record.ts'
import { resolveDefinitions } from '../../features/resolve-definitions.ts'
import type { Failure } from './failure.ts'
import type { Action, Script } from './script.ts'

type Json = Record<string, unknown>

/**
 * Scripts with less in their definitions, the smallest first: one feature and what it reads, its source alone; else one
 * document. A service stays with all that it uses.
 */
export function* narrowed(script: Script, { target, column }: Failure): Generator<Script> {
  const document = script.definitions.find(({ name }) => name === target)
  if (document === undefined) return
  for (const names of [[column, ...readBy(document, column)], [...document.features.keys()]]) {
    const definitions = only(document, new Set(names))
    if (definitions !== null) yield withDefinitions(script, definitions)
  }
}

/** The features that an on-demand feature reads, through others too. */
function readBy({ document }: Definitions, name: string): string[] {
  const features = (document as { features: Record<string, unknown> }).features
  const found = new Set<string>()
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return
    for (const [member, value] of Object.entries(part)) {
      if (member === 'feature' && typeof value === 'string') {
        if (!found.has(value)) {
          found.add(value)
          visit(features[value])
        }
      } else visit(value)
    }
  }
  visit(features[name])
  return [...found]
}

function only({ document }: Definitions, names: ReadonlySet<string>): Definitions | null {
  const whole = document as Json & { features: Record<string, Json>; sources: Json }
  const features = Object.entries(whole.features).filter(([name]) => names.has(name))
  const read = new Set(features.map(([, body]) => body.source))
  const sources = Object.entries(whole.sources).filter(([name]) => read.has(name))
  const resolved = resolveDefinitions({
    ...whole,
    features: Object.fromEntries(features),
    sources: Object.fromEntries(sources),
  })
  return resolved.ok ? resolved.definitions : null
}

function withDefinitions(script: Script, definitions: Definitions): Script {
  const isRead = ({ source }: LogRecord) => definitions.sources.has(source)
  const actions = script.actions.flatMap((action): Action[] => {
    if (action.kind === 'append') {
      const records = action.records.filter(isRead)
      return records.length === 0 ? [] : [{ ...action, records }]
    }
    if (action.kind === 'ask') {
      const probes = action.probes.filter(probe => probe.target === definitions.name)
      return probes.length === 0 ? [] : [{ ...action, probes }]
    }
    return [action]
  })
  return { ...script, definitions: [definitions], services: [], actions }
}
