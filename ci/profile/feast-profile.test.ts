import { expect, test } from 'vitest'
import { feastPython } from '../../harness/adapters/feast/find-feast.ts'
import { checkout, plumbline } from '../../harness/cli/testing/plumbline.ts'

const python = await feastPython()

// Listed as skipped where no Python can import Feast. A few lines: each starts nothing, but all of them take half a minute.
test.skipIf(python === null)(
  'Feast does what docs/profiles says of it: a rule that changed in an upgrade is named',
  async () => {
    const some = ['older-after-newer', 'expired', 'null-newest', 'as-of-bound'].flatMap(name => [
      '--line',
      name,
    ])
    const expected = checkout('docs', 'profiles', 'feast-sqlite.json')
    const { code, stdout, stderr } = await plumbline(
      ['profile', '--store', 'feast', ...some, '--expect', expected],
      { cwd: checkout(), env: { PLUMBLINE_FEAST_PYTHON: python ?? '' } },
    )
    expect([code, stdout.split('\n').at(-2), stderr.includes('plumbline:')]).toEqual([
      0,
      `OK       every line of ${expected} is as expected`,
      false,
    ])
  },
  180_000,
)
