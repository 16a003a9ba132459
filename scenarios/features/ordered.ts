import { definitionsOrThrow } from '../../features/resolve-definitions.ts'

/** Features in which the order of facts decides: first, last, lastN, latest and its ttl, down to a ttl of nothing. */
export const ordered = definitionsOrThrow({
  schema: 'plumbline.definitions/1',
  name: 'sessions',
  version: 1,
  entity: { account: 'string' },
  sources: {
    visits: {
      key: { account: 'visitor' },
      fields: { visitor: 'string', page: 'string', seconds: 'int', seen: 'timestamp', tags: 'list<string>' },
    },
  },
  features: {
    first_page: {
      source: 'visits',
      aggregate: { kind: 'first', of: { field: 'page' } },
      window: { length: '20m', closed: 'right' },
    },
    last_page: {
      source: 'visits',
      aggregate: { kind: 'last', of: { field: 'page' } },
      window: { length: '20m' },
    },
    last_pages: { source: 'visits', aggregate: { kind: 'lastN', of: { field: 'page' }, n: 3 } },
    last_tags: {
      source: 'visits',
      aggregate: { kind: 'lastN', of: { field: 'tags' }, n: 2 },
      window: { length: '1h' },
    },
    newest_page: { source: 'visits', aggregate: { kind: 'latest', of: { field: 'page' } } },
    page_now: {
      source: 'visits',
      aggregate: { kind: 'latest', of: { field: 'page' }, ttl: '0s' },
      window: { closed: 'right' },
    },
    seen_lately: {
      source: 'visits',
      aggregate: { kind: 'latest', of: { field: 'seen' }, ttl: '5m' },
      window: { length: '15m', closed: 'right' },
    },
    seconds_ever: { source: 'visits', aggregate: { kind: 'sum', of: { field: 'seconds' } } },
  },
})
