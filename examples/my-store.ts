import type { Answer, Capabilities, LogRecord, Opening, Probe, Store, StoredFeature } from 'plumbline/store'

/** A store in memory: it keeps every record, and folds those that a window holds when it is asked. */
export default class MyStore implements Store {
  readonly capabilities: Capabilities = {
    name: 'my-store',
    stack: 'in memory',
    asOfReads: true, // a probe may ask about any instant, not only about now
    states: false, // it does not tell null from not-found
    onDemand: false,
    services: false,
    refresh: false,
    aggregates: ['count', 'sum'],
    expressions: false, // inputs are plain fields, and there are no filters
    records: ['duplicate'], // corrections and deletes are left out of its runs
    partitions: 0, // nobody schedules its steps
    isolated: true, // two of them share nothing, so runs go on side by side
  }
  #opening: Opening | null = null
  readonly #facts = new Map<string, LogRecord>() // by source and id: ids are unique in a source

  open(opening: Opening): void {
    this.#opening = opening
  }

  ingest(records: readonly LogRecord[]): undefined {
    for (const record of records) {
      const fact = `${record.source} ${record.id}`
      if (!this.#facts.has(fact)) this.#facts.set(fact, record)
    }
  }

  settle(): void {} // what was ingested is visible at once

  read(probes: readonly Probe[]): Answer[] {
    return probes.map(probe => {
      const document = this.#opening?.definitions.find(({ name }) => name === probe.target)
      const stored = [...(document?.features.values() ?? [])].filter(each => each.kind === 'stored')
      const features = stored.filter(
        ({ aggregate }) => aggregate.kind === 'count' || aggregate.kind === 'sum',
      )
      const key = document?.entity.map(part => probe.key[part.name]) ?? []
      return {
        values: Object.fromEntries(features.map(each => [each.name, this.#value(each, key, probe.asOf)])),
      }
    })
  }

  #value(
    { source, window, allowedLateness, aggregate, nulls, type, whenEmpty }: StoredFeature,
    key: unknown[],
    asOf: number,
  ) {
    const { length, slide, closed } = window
    const head = closed === 'left' ? asOf - 1 : asOf
    const tail =
      length === null
        ? -Infinity
        : slide === null
          ? asOf - length
          : Math.floor((asOf - length) / slide) * slide
    const facts = [...this.#facts.values()].filter(({ source: from, fields, eventTime, arrivalTime }) => {
      if (from !== source.name || eventTime === null || arrivalTime > asOf) return false
      if (arrivalTime - eventTime > (allowedLateness ?? Infinity)) return false
      const isIn = eventTime <= head && (closed === 'left' ? eventTime >= tail : eventTime > tail)
      return isIn && source.keyFields.every((field, i) => fields[field] === key[i])
    })
    const field = aggregate.of?.node === 'field' ? aggregate.of.name : null
    const inputs = facts.map(({ fields }) =>
      field === null ? 1n : (fields[field] ?? (nulls === 'zero' ? 0n : null)),
    )
    const present = inputs.filter(input => input !== null)
    if (facts.length === 0) return whenEmpty
    if (aggregate.kind === 'count') return BigInt(present.length)
    if (present.length === 0 || (nulls === 'poison' && present.length < inputs.length)) return null
    if (type === 'float') {
      const floats = present.map(Number)
      const sizes = floats.reduce((sum, input) => sum + Math.abs(input), 0)
      return Number.isFinite(sizes) ? floats.reduce((sum, input) => sum + input, 0) : null
    }
    const sum = present.map(input => BigInt(input as bigint)).reduce((sum, input) => sum + input, 0n)
    return BigInt.asIntN(64, sum) === sum ? sum : null
  }
}
