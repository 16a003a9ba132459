import { expect, test } from 'vitest'
import { assays } from './index.ts'

test.each(assays.map(assay => [assay.name, assay] as const))('%s is answered rightly', async (_, assay) => {
  expect(await assay.run()).toBeNull()
})
