/** The variable that names the Redis of a region, such as `REDIS_URL_EAST`; null: of a store without regions. */
export function redisVariable(region: string | null): string {
  return region === null ? 'REDIS_URL' : `REDIS_URL_${region.toUpperCase()}`
}
