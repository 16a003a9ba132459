import { PlumblineError } from '../../features/plumbline-error.ts'
import { textBytes } from './text-bytes.ts'

/**
 * Names of a store's keys in Redis. All keys of a log partition share a hash tag and so a slot of a Redis Cluster:
 * one script can write all rows of a batch, of every document and source, together with the watermark.
 */
export class RedisKeys {
  readonly #namespace: string
  readonly #prefixes = new Map<string, Buffer>()

  /** @throws PlumblineError `usage` for a namespace of other characters than letters, digits, `.`, `_` and `-`. */
  constructor(namespace: string) {
    if (!/^[\w.-]+$/.test(namespace)) {
      throw new PlumblineError(
        'usage',
        `the namespace "${namespace}" has other characters than letters, digits, ".", "_" and "-": choose a name of those`,
      )
    }
    this.#namespace = namespace
  }

  /** What `KEYS`-like commands select all keys of the store by. */
  get pattern(): string {
    return `{${this.#namespace}:p*`
  }

  watermark(source: string, partition: number): string {
    return `${this.#tag(partition)}w/${encodeURIComponent(source)}`
  }

  /** The token of the partition's one writer. */
  writer(source: string, partition: number): string {
    return `${this.#tag(partition)}o/${encodeURIComponent(source)}`
  }

  /** The hash of a row's ids. */
  ids(document: string, source: string, partition: number, key: string): Buffer {
    return this.#rowKey('i', document, source, partition, key)
  }

  /** The sorted set of a row's cells. */
  cells(document: string, source: string, partition: number, key: string): Buffer {
    return this.#rowKey('c', document, source, partition, key)
  }

  #rowKey(kind: string, document: string, source: string, partition: number, key: string): Buffer {
    const place = `${kind} ${partition} ${document} ${source}`
    let prefix = this.#prefixes.get(place)
    if (prefix === undefined) {
      const names = `${encodeURIComponent(document)}/${encodeURIComponent(source)}/`
      prefix = Buffer.from(`${this.#tag(partition)}${kind}/${names}`)
      this.#prefixes.set(place, prefix)
    }
    return textBytes(key, prefix)
  }

  #tag(partition: number): string {
    return `{${this.#namespace}:p${partition}}`
  }
}
