#pragma once

#include <vector>

namespace basis::bench {

/// Requests a second that a server on core 0 answers to clients on core 1 over `connections` kept connections without
/// TLS, each with one request under way: a reading for each of `turns` of half a second.
std::vector<double> request_rates(std::size_t connections, std::size_t turns);

}  // namespace basis::bench
