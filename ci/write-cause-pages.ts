import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { causePages } from './cause-pages.ts'

/** Writes `docs/causes/` from the rules; what no rule says goes. */
const dir = fileURLToPath(new URL('../docs/causes/', import.meta.url))
await mkdir(dir, { recursive: true })
const pages = causePages()
for (const name of await readdir(dir)) if (!pages.has(name)) await rm(`${dir}${name}`)
for (const [name, text] of pages) await writeFile(`${dir}${name}`, text)
