import { admitRecord } from '../../features/streaming-plan/admit-record.ts'
import { brokenStore } from './broken-store.ts'

/** Keeps a fact as it first came: a higher revision changes nothing unless it takes the fact away. */
export default brokenStore({
  admit: (state, record) => (state?.eventTime != null && record.upsert ? null : admitRecord(state, record)),
})
