import { describe } from 'vitest'
import { InProcessOnlineStore } from './in-process-online-store.ts'
import { onlineStoreContract } from './online-store.contract.ts'

describe('the online store in memory', () => {
  onlineStoreContract(() => new InProcessOnlineStore(2))
})
