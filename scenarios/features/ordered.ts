import { features, source } from '../../features/builder/index.ts'

const visit = source('visits', {
  key: { account: 'visitor' },
  fields: { visitor: 'string', page: 'string', seconds: 'int', seen: 'timestamp', tags: 'list<string>' },
})

/** Features in which the order of facts decides: first, last, lastN, latest and its ttl, down to a ttl of nothing. */
export const ordered = features('sessions', 1, {
  first_page: visit.first(v => v.page).over('20m', { closed: 'right' }),
  last_page: visit.last(v => v.page).over('20m'),
  last_pages: visit.lastN(v => v.page, 3),
  last_tags: visit.lastN(v => v.tags, 2).over('1h'),
  newest_page: visit.latest(v => v.page),
  page_now: visit.latest(v => v.page, { ttl: '0s' }).unbounded({ closed: 'right' }),
  seen_lately: visit.latest(v => v.seen, { ttl: '5m' }).over('15m', { closed: 'right' }),
  seconds_ever: visit.sum(v => v.seconds),
})
