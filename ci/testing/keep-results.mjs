import { copyFileSync, mkdirSync } from 'node:fs'
import promises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { basename, join } from 'node:path'
import { threadId } from 'node:worker_threads'

/**
 * Loaded before a program of the tests, this keeps a copy of every `result.json` that the program puts in its place, in the
 * folder that PLUMBLINE_TEST_RESULTS names: runs themselves are moved, replaced and removed before anybody can look.
 */
const { rename, writeFile } = promises
/** Tests write results of their own, broken ones too; what is put in place by a rename was made by plumbline. */
const isTest = process.env.PLUMBLINE_TEST_WORKER === String(process.pid)
let kept = 0

function keep(path) {
  const dir = process.env.PLUMBLINE_TEST_RESULTS
  if (dir === undefined || basename(String(path)) !== 'result.json') return
  mkdirSync(dir, { recursive: true })
  copyFileSync(path, join(dir, `${process.pid}-${threadId}-${kept++}.json`))
}

promises.rename = async (from, to) => {
  await rename(from, to)
  keep(to)
}
if (!isTest)
  promises.writeFile = async (path, ...more) => {
    await writeFile(path, ...more)
    keep(path)
  }
syncBuiltinESMExports()
