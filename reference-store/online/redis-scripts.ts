import { createHash } from 'node:crypto'

/** A Lua script and the name that Redis keeps it under. Whatever comes from a definition comes as data in KEYS and ARGV. */
export interface RedisScript {
  readonly lua: string
  readonly sha: string
}

/** How the errors begin that scripts give back. */
export const claimedAway = 'CLAIMED'
export const stateLost = 'LOST'

/** Lua gives out at about 8,000 results of `unpack`; fields and values come in pairs. */
const chunk = 4_000

/** Only the writer whose token the partition holds may go on; where there is no token, what it left is gone. */
const guard = `
local holder = redis.call('GET', KEYS[1])
if not holder then return redis.error_reply('${stateLost} state') end
if holder ~= ARGV[1] then return redis.error_reply('${claimedAway} by another worker') end`

/** KEYS: token, watermark. ARGV: the new token. Gives the watermark. */
export const claimScript = script(`
redis.call('SET', KEYS[1], ARGV[1])
return redis.call('GET', KEYS[2])`)

/** KEYS: token, watermark. ARGV: token, the watermark that must stand. */
export const checkScript = script(`${guard}
if (redis.call('GET', KEYS[2]) or '') ~= ARGV[2] then return redis.error_reply('${stateLost} state') end
return 1`)

/**
 * KEYS: token, hashes of ids. ARGV: token, fields by hash. Gives of those that are there their place among all that were
 * asked for, from 0, and their value, in turn: most ids are new.
 */
export const readIdsScript = script(`${guard}
local asked = cmsgpack.unpack(ARGV[2])
local reply, count, place = {}, 0, 0
for row = 1, #asked do
  local fields = asked[row]
  for from = 1, #fields, ${chunk} do
    local to = math.min(from + ${chunk} - 1, #fields)
    local part = redis.call('HMGET', KEYS[row + 1], unpack(fields, from, to))
    for i = 1, #part do
      if part[i] then
        reply[count + 1] = place
        reply[count + 2] = part[i]
        count = count + 2
      end
      place = place + 1
    end
  end
end
return reply`)

/**
 * KEYS: token, sorted sets of cells. ARGV: token, by set a list of prefixes and one of bounds in pairs. Gives of the members
 * with those prefixes that are there their place among all that were asked for, from 0, and the member, in turn, as one
 * list; then the members of each range.
 */
export const readCellsScript = script(`${guard}
local asked = cmsgpack.unpack(ARGV[2])
local single, count, place = {}, 0, 0
local reply = {single}
for row = 1, #asked / 2 do
  local key = KEYS[row + 1]
  local points = asked[row * 2 - 1]
  local bounds = asked[row * 2]
  for i = 1, #points do
    local member = redis.call('ZRANGEBYLEX', key, '[' .. points[i], '(' .. points[i] .. '\\255')[1]
    if member then
      single[count + 1] = place
      single[count + 2] = member
      count = count + 2
    end
    place = place + 1
  end
  for i = 1, #bounds, 2 do
    reply[#reply + 1] = redis.call('ZRANGEBYLEX', key, bounds[i], bounds[i + 1])
  end
end
return reply`)

/**
 * KEYS: token, watermark, then for each row its ids and its cells. ARGV: token, the watermark that must stand, the
 * new one, then lists of rows, each with its ids in pairs, the members of cells that go, the prefixes of others that do,
 * the members of cells that come, bounds in pairs of cells that count no longer, and in ms the time until which those that
 * come do. A publication that stands already was sent twice. Gives 1.
 */
export const publishScript = script(`${guard}
local stands = redis.call('GET', KEYS[2]) or ''
if stands ~= ARGV[2] then
  if stands == ARGV[3] then return 1 end
  return redis.error_reply('${stateLost} state')
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function chunks(name, key, items, size)
  for from = 1, #items, size do
    redis.call(name, key, unpack(items, from, math.min(from + size - 1, #items)))
  end
end
local function publish(ids, cells, written)
  chunks('HSET', ids, written[1], ${chunk})
  local keepUntil = written[6][1]
  local left = keepUntil and redis.call('PTTL', cells)
  chunks('ZREM', cells, written[2], ${chunk})
  local prefixes = written[3]
  for i = 1, #prefixes do
    redis.call('ZREMRANGEBYLEX', cells, '[' .. prefixes[i], '(' .. prefixes[i] .. '\\255')
  end
  local scored = {}
  local members = written[4]
  for i = 1, #members do
    scored[i * 2 - 1] = '0'
    scored[i * 2] = members[i]
  end
  chunks('ZADD', cells, scored, ${chunk})
  local trims = written[5]
  for i = 1, #trims, 2 do redis.call('ZREMRANGEBYLEX', cells, trims[i], trims[i + 1]) end
  if not left or left == -1 then return end
  if left == -2 or now + left < tonumber(keepUntil) then
    redis.call('PEXPIREAT', cells, keepUntil)
  elseif redis.call('PTTL', cells) == -1 then
    -- All that it held was replaced, and the time that it had went with that.
    redis.call('PEXPIREAT', cells, string.format('%.0f', now + left))
  end
end
local row = 0
for i = 4, #ARGV do
  local rows = cmsgpack.unpack(ARGV[i])
  for j = 1, #rows do
    row = row + 1
    publish(KEYS[row * 2 + 1], KEYS[row * 2 + 2], rows[j])
  end
end
redis.call('SET', KEYS[2], ARGV[3])
return 1`)

/**
 * KEYS: watermarks, then sorted sets of cells, query by query. ARGV: how many watermarks, then for each query how many
 * sets it reads, how many bounds, and the bounds in pairs; as they are, since to unpack them would take as long as to read.
 * Gives the watermarks, then the members found in each range of each set, in turn.
 */
export const readRangesScript = script(`
local marks = tonumber(ARGV[1])
local reply = redis.call('MGET', unpack(KEYS, 1, math.min(marks, ${chunk})))
for from = ${chunk} + 1, marks, ${chunk} do
  local part = redis.call('MGET', unpack(KEYS, from, math.min(from + ${chunk} - 1, marks)))
  for i = 1, #part do reply[from + i - 1] = part[i] end
end
local row, found, at = marks, marks, 2
while ARGV[at] do
  local last = at + 1 + tonumber(ARGV[at + 1])
  for _ = 1, tonumber(ARGV[at]) do
    row = row + 1
    for i = at + 2, last, 2 do
      found = found + 1
      reply[found] = redis.call('ZRANGEBYLEX', KEYS[row], ARGV[i], ARGV[i + 1])
    end
  end
  at = last + 1
end
return reply`)

function script(lua: string): RedisScript {
  return { lua, sha: createHash('sha1').update(lua).digest('hex') }
}
