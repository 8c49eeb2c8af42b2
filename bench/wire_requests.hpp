#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace basis::bench {

/// Requests a second that a server on this port, which runs on core 0, answers to clients on core 1 over `connections`
/// kept connections without TLS, each with one request under way: a reading for each of `turns` of half a second.
/// `next` makes the next request. Throws where an answer is not 200.
std::vector<double> request_rates(std::uint16_t port, std::size_t connections, std::size_t turns,
                                  const std::function<std::string_view()>& next);
/// The same of a server whose service answers every request with a body as long as that of an order.
std::vector<double> request_rates(std::size_t connections, std::size_t turns);

}  // namespace basis::bench
