import { text } from 'node:stream/consumers'
import { runCommandLine } from '../run-command-line.ts'
import type { Ended } from './plumbline.ts'

/** Runs the command lines on stdin (a JSON array of arguments) one after another, and prints how each ended. */
const lines = JSON.parse(await text(process.stdin)) as readonly (readonly string[])[]
const print = process.stdout.write.bind(process.stdout)
const ended: Ended[] = []
for (const args of lines) {
  const said = { stdout: '', stderr: '' }
  process.stdout.write = taking(chunk => (said.stdout += chunk))
  process.stderr.write = taking(chunk => (said.stderr += chunk))
  const code = await runCommandLine(args)
  ended.push({ code, ...said })
}
print(JSON.stringify(ended))

function taking(take: (chunk: string) => void): typeof process.stdout.write {
  return (chunk: string | Uint8Array) => {
    take(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())
    return true
  }
}
