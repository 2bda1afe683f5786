-- Sends the prepared lines of a file, one request each: "token<TAB>JSON body" (the token may be empty).
-- wrk … -s load.lua URL -- FILE SKIP
-- One wrk thread only, so the lines go out in order and none twice. Ends with one JSON line for the harness.

local lines, position = {}, 0
sent = 0

function init(args)
  for line in io.lines(args[1]) do
    local token, body = line:match("^(.-)\t(.*)$")
    local headers = { ["Content-Type"] = "application/json" }
    if token ~= "" then headers["Authorization"] = "Bearer " .. token end
    lines[#lines + 1] = { headers, body }
  end
  position = tonumber(args[2]) % #lines
end

function request()
  position = position + 1
  if position > #lines then position = 1 end
  sent = sent + 1
  local line = lines[position]
  return wrk.format("POST", nil, line[1], line[2])
end

local all = {}
function setup(thread) all[#all + 1] = thread end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %.6f, "sent": %d, "refused": %d, "broken": %d, "p50_ms": %.3f, "p99_ms": %.3f}\n',
    summary.requests, summary.duration / 1e6, all[1]:get("sent"), e.status,
    e.connect + e.read + e.write + e.timeout, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
