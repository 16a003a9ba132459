import type { Answer, Capabilities, LogRecord, Opening, Probe, Store, StoredFeature } from 'plumbline/store'

/** A whole store, in memory: it keeps every record, and counts those that a window holds when it is asked. */
export default class CountStore implements Store {
  readonly capabilities: Capabilities = {
    name: 'count-store',
    stack: 'in memory',
    asOfReads: true, // a probe may ask about any instant, not only about now
    states: false, // it does not tell null from not-found
    onDemand: false,
    services: false,
    refresh: false,
    aggregates: ['count'],
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
    return probes.map(({ target, key, asOf }) => {
      const document = this.#opening?.definitions.find(({ name }) => name === target)
      const counts = [...(document?.features.values() ?? [])].filter(each => each.kind === 'stored')
      const parts = document?.entity.map(({ name }) => key[name]) ?? []
      return { values: Object.fromEntries(counts.map(each => [each.name, this.#count(each, parts, asOf)])) }
    })
  }

  #count(feature: StoredFeature, key: unknown[], asOf: number) {
    const { source, window, allowedLateness, aggregate, whenEmpty } = feature
    const { length, slide, closed } = window
    const exact = length === null ? -Infinity : asOf - length
    const tail = slide === null ? exact : Math.floor(exact / slide) * slide
    const facts = [...this.#facts.values()].filter(({ source: from, fields, eventTime, arrivalTime }) => {
      if (from !== source.name || eventTime === null || arrivalTime > asOf) return false
      if (arrivalTime - eventTime > (allowedLateness ?? Infinity)) return false
      const isIn =
        closed === 'left' ? eventTime >= tail && eventTime < asOf : eventTime > tail && eventTime <= asOf
      return isIn && source.keyFields.every((field, i) => fields[field] === key[i])
    })
    const of = aggregate.of?.node === 'field' ? aggregate.of.name : null
    const counted = of === null ? facts : facts.filter(({ fields }) => fields[of] != null)
    return facts.length === 0 ? whenEmpty : BigInt(counted.length)
  }
}
