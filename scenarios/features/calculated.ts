import { features, literal, onDemand, source, when } from '../../features/builder/index.ts'

const trade = source('trades', {
  key: { account: 'trader' },
  fields: {
    trader: 'string',
    price: 'float',
    fee: 'float',
    units: 'int',
    lot: 'int',
    side: 'string',
    due: 'timestamp',
    open: 'bool',
  },
})

/** Every call that a stored feature may make, in its filter or on its input. */
const stored = features('calculated', 1, {
  buys: trade.where(t => t.side.eq('buy')).count(),
  no_buys: trade
    .where(t => t.side.ne('buy'))
    .count()
    .over('20m'),
  below: trade.where(t => t.price.lt(2.5)).count(),
  at_most: trade
    .where(t => t.price.le(2.5))
    .count()
    .over('20m'),
  above: trade.where(t => t.price.gt(2.5)).count(),
  at_least: trade
    .where(t => t.price.ge(2.5))
    .count()
    .over('20m'),
  due_by: trade.where(t => t.due.le('2026-03-01T00:10:00Z')).count(),
  closed: trade
    .where(t => t.open.not())
    .count()
    .over('20m'),
  open_buys: trade.where(t => t.open.and(t.side.eq('buy'))).count(),
  open_or_buys: trade.where(t => t.open.or(t.side.eq('buy'))).count(),
  free: trade
    .where(t => t.fee.isNull())
    .count()
    .over('20m'),
  cost: trade.sum(t => t.price.add(t.fee)).over('20m'),
  net: trade.sum(t => t.price.sub(t.fee)).over('20m'),
  value: trade.sum(t => t.units.mul(t.lot)),
  lots: trade.mean(t => t.units.div(t.lot)).over('20m'),
  rest: trade.sum(t => t.units.mod(t.lot)).over('20m'),
  turned: trade.last(t => t.units.neg()),
  size: trade.sum(t => t.units.abs()).over('20m'),
  whole: trade.min(t => t.price.floor()),
  root: trade.sum(t => t.price.sqrt()).over('20m'),
  charged: trade.sum(t => when(t.open, t.price, t.fee)).over('20m'),
  fee_or_one: trade.sum(t => t.fee.coalesce(literal(1))).over('20m'),
  small: trade.countDistinct(t => t.side.lower()),
  tall: trade.countDistinct(t => t.side.upper()).over('20m'),
  both: trade.last(t => t.side.concat('/', t.side.lower())),
  longest: trade.max(t => t.side.length()),
  price: trade.latest(t => t.price),
  units: trade.latest(t => t.units),
  side: trade.latest(t => t.side),
  open: trade.latest(t => t.open),
  due: trade.latest(t => t.due),
})

/** The same calls, when asked. */
export const calculated = stored.with({
  is_units: onDemand({ n: 'int' }, (request, f) => request.n.eq(f.units)),
  no_side: onDemand({ word: 'string' }, (request, f) => request.word.ne(f.side)),
  less: onDemand({ x: 'float' }, (request, f) => request.x.lt(f.price)),
  no_more: onDemand({ x: 'float' }, (request, f) => request.x.le(f.price)),
  later: onDemand({ when: 'timestamp' }, (request, f) => request.when.gt(f.due)),
  no_less: onDemand({ word: 'string' }, (request, f) => request.word.ge(f.side)),
  flipped: onDemand({ yes: 'bool' }, request => request.yes.not()),
  all_of: onDemand({ yes: 'bool' }, (request, f) => request.yes.and(f.open)),
  any_of: onDemand({ yes: 'bool' }, (request, f) => request.yes.or(f.open)),
  unknown: onDemand({}, (_, f) => f.side.isNull()),
  chosen: onDemand({ yes: 'bool', x: 'float' }, (request, f) => when(request.yes, request.x, f.price)),
  given: onDemand({ n: 'int' }, (request, f) => request.n.coalesce(f.units)),
  plus: onDemand({ n: 'int' }, (request, f) => request.n.add(f.units)),
  minus: onDemand({ n: 'int' }, (request, f) => request.n.sub(f.units)),
  times: onDemand({ n: 'int' }, (request, f) => request.n.mul(f.units)),
  over: onDemand({ n: 'int' }, (request, f) => request.n.div(f.units)),
  left: onDemand({ n: 'int' }, (request, f) => request.n.mod(f.units)),
  left_of: onDemand({ x: 'float' }, (request, f) => request.x.mod(f.price)),
  negative: onDemand({ n: 'int' }, request => request.n.neg()),
  absolute: onDemand({ n: 'int' }, request => request.n.abs()),
  down: onDemand({ x: 'float' }, request => request.x.floor()),
  rooted: onDemand({ x: 'float' }, request => request.x.sqrt()),
  logged: onDemand({ x: 'float' }, request => request.x.ln()),
  raised: onDemand({ x: 'float' }, request => request.x.exp()),
  lowered: onDemand({ word: 'string' }, request => request.word.lower()),
  uppered: onDemand({ word: 'string' }, request => request.word.upper()),
  joined: onDemand({ word: 'string' }, (request, f) => request.word.concat(f.side)),
  letters: onDemand({ word: 'string' }, request => request.word.length()),
})
