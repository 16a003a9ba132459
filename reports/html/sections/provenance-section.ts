import { formatMicros } from '../../format.ts'
import type { Result } from '../../result.ts'
import type { Limits } from '../limits.ts'
import { h, shown, type ViewElement } from '../view-node.ts'
import { lineageGraph } from './lineage-graph.ts'
import type { PageSection } from './page-section.ts'

/** What it was made with, so that it can be made again. */
export function provenanceSection(result: Result, limits: Limits): PageSection {
  const { versions, store, definitions, seeds, options, durations } = result.provenance
  const rows: [string, string][] = [
    ['versions', listOf(versions)],
    ['store', store === null ? '–' : `${store.name} (${store.stack})`],
    ...definitions
      .slice(0, limits.notes)
      .map(({ name, version, hash }): [string, string] => [
        'definitions',
        `${name}@${version}, content ${hash}`,
      ]),
    ['seeds', seeds === null ? '–' : `${seeds.first} to ${seeds.first + seeds.runs - 1}`],
    ['options', JSON.stringify(options)],
    ...Object.entries(durations).map(([stage, ms]): [string, string] => [
      `took, ${stage}`,
      formatMicros(ms * 1_000),
    ]),
    ...result.log.map(({ source, records, accepted, rejects }): [string, string] => [
      `log of ${source}`,
      `${records} records, ${accepted} accepted${Object.entries(rejects)
        .map(([why, count]) => `, ${count} ${why}`)
        .join('')}`,
    ]),
  ]
  return {
    id: 'provenance',
    title: 'Where it comes from',
    content: [factTable(rows.slice(0, limits.notes), limits), lineageGraph(result)],
  }
}

/** A table of names and what they are. */
export function factTable(rows: readonly (readonly [string, string])[], limits: Limits): ViewElement {
  return h(
    'table',
    {},
    h(
      'tbody',
      {},
      rows.map(([name, value]) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, shown(name, 100)),
          h('td', { class: 'value' }, shown(value, limits.text)),
        ),
      ),
    ),
  )
}

/** `node 24.21.0, duckdb 1.5.5`. */
export function listOf(entries: Readonly<Record<string, string>>): string {
  return Object.entries(entries)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}
