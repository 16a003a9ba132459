import { mutant } from './mutant.ts'
import { probeText } from './probe-text.ts'

export default mutant({
  name: 'points-joined-twice',
  causes: ['fan-out'],
  about: 'Joins facts to a training point once for each time that it was asked for.',
  standsFor: 'F#1736',
  side: 'offline',
  killedBy: ['duplicates', 1],
  breaks: (_, meet) => {
    const added = new Set<string>()
    return {
      planned: definitions => {
        for (const feature of definitions.features.values()) {
          if (feature.kind === 'stored' && ['count', 'sum'].includes(feature.aggregate.kind))
            added.add(feature.name)
        }
        return definitions
      },
      trainedAll: (rows, probes) => {
        const times = Map.groupBy(probes, probeText)
        return rows.map((row, i) => {
          const count = times.get(probeText(probes[i]!))?.length ?? 1
          if (count === 1) return row
          meet()
          const values = Object.entries(row.values).map(([column, value]) => {
            if (!added.has(column)) return [column, value]
            if (typeof value === 'bigint') return [column, BigInt.asIntN(64, value * BigInt(count))]
            return [column, typeof value === 'number' ? value * count : value]
          })
          return { ...row, values: Object.fromEntries(values) }
        })
      },
    }
  },
})
