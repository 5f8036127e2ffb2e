-- Asks for the paths of a file in a random order; prints the figures as JSON at the end.

local paths = {}

function init(arguments)
  math.randomseed(1)
  for path in io.lines(arguments[1]) do
    paths[#paths + 1] = wrk.format("GET", path)
  end
end

function request()
  return paths[math.random(#paths)]
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %.6f, "p50": %.3f, "p99": %.3f, "errors": %d}\n',
    summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout
  ))
end
