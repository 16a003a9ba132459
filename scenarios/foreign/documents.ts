import { features, source } from '../../features/builder/index.ts'

const fact = source('facts', {
  key: { name: 'name', number: 'number' },
  fields: {
    name: 'string',
    number: 'int',
    whole: 'int',
    real: 'float',
    word: 'string',
    yes: 'bool',
  },
})

const moment = source('moments', {
  key: { name: 'name' },
  fields: { name: 'string', moment: 'timestamp' },
})

/** What a store that computes no windows can serve: the newest value of each type, some with a ttl. */
export const newest = features('newest', 1, {
  the_whole: fact.latest(f => f.whole),
  the_real: fact.latest(f => f.real),
  the_word: fact.latest(f => f.word),
  the_yes: fact.latest(f => f.yes),
  fresh_whole: fact.latest(f => f.whole, { ttl: '10m' }),
})

/** Instants as values, apart from the rest: stores differ in how they carry them. */
export const moments = features('newest_moments', 1, { the_moment: moment.latest(m => m.moment) })
