import { features, onDemand, source } from '../../features/builder/index.ts'

const purchase = source('purchases', {
  key: { account: 'buyer' },
  fields: { buyer: 'string', amount: 'float', units: 'int' },
})

const taste = source('tastes', {
  key: { account: 'account' },
  fields: { account: 'string', taste: 'vector<float32,3>', place: 'vector<float64,2>', note: 'string' },
})

/** Two sources, vectors, and features that are computed when asked from others and from what the request holds. */
export const asked = features('offers', 7, {
  spend_20m: purchase.sum(p => p.amount).over('20m'),
  units_20m: purchase.sum(p => p.units).over('20m', { closed: 'right' }),
  taste: taste.latest(t => t.taste),
  places: taste.lastN(t => t.place, 2).over('30m'),
  note: taste.last(t => t.note).over('30m'),
})
  .with({
    ratio: onDemand({ amount: 'float' }, (request, f) => request.amount.div(f.spend_20m)),
    likeness: onDemand({ offer: 'vector<float32,3>' }, (request, f) => request.offer.cosine(f.taste)),
    strength: onDemand({ offer: 'vector<float32,3>' }, (request, f) => request.offer.dot(f.taste)),
    bulk: onDemand({ units: 'int' }, (request, f) =>
      request.units.add(f.units_20m).gt(100).or(f.note.isNull()),
    ),
    label: onDemand({ greeting: 'string' }, (request, f) => request.greeting.concat(f.note.upper())),
  })
  .with({ surprise: onDemand({}, (_, f) => f.ratio.abs().ln()) })
