/** The partition of a key: FNV-1a over the UTF-16 units of its text, the same on every machine. */
export function partitionOfKey(key: string, partitions: number): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
  // The low bits of FNV-1a alone spread short keys badly.
  return ((hash ^ (hash >>> 15)) >>> 0) % partitions
}

/**
 * The partitions in which a key's records can lie. With one reader of a source it is the one of the key; where
 * readers differ, an id stays in the partition of its first record, whatever key another reader gives it.
 */
export function partitionsOfKey(key: string, partitions: number, readers: number): readonly number[] {
  if (readers === 1) return [partitionOfKey(key, partitions)]
  return Array.from({ length: partitions }, (_, partition) => partition)
}
