#include <algorithm>

#include "venues/bybit/session.hpp"

namespace basis::bybit {
namespace {

constexpr client::Endpoint kCancelAll{"POST", "/v5/order/cancel-all", 1};
constexpr client::Endpoint kSwitch{"POST", "/v5/order/disconnected-cancel-all", 1};
/// "Set DCP": the window in seconds.
constexpr std::int64_t kLeastWindow = 3;
constexpr std::int64_t kMostWindow = 300;

}  // namespace

/// The encoder writes it first.
std::string SessionDialect::message_id(const OrderCommand&, std::string_view bytes) const {
  constexpr std::string_view kStart = R"({"reqId":")";
  if (!bytes.starts_with(kStart)) return {};
  const std::string_view rest = bytes.substr(kStart.size());
  return std::string(rest.substr(0, rest.find('"')));
}

net::RateCost SessionDialect::cost_of(const OrderCommand& command) const {
  return command.action == OrderAction::create ? net::RateCost{1, 1} : net::RateCost{1, 0};
}

/// A receipt: what becomes of an order is told by the stream.
Result<std::vector<OrderReport>> SessionDialect::command_answer(std::string_view, const OrderCommand&) {
  return std::vector<OrderReport>{};
}

std::vector<client::Request> SessionDialect::cancel_all(const Market& market, const std::vector<ClientOrderId>&) const {
  return {{kCancelAll, {{"category", std::string(category_of(market))}, {"symbol", market.native}}}};
}

/// The venue's switch cancels the orders of a product when every connection that hears of it has been gone for the
/// window. It cannot be taken back by a request: without orders it does nothing.
std::optional<client::Request> SessionDialect::dead_man(const Market& market, Nanos time) const {
  if (time.count <= 0) return std::nullopt;
  const std::int64_t window = std::clamp(time.count / kSecond.count, kLeastWindow, kMostWindow);
  return client::Request{
      kSwitch, {{"product", market.is_spot() ? "SPOT" : "DERIVATIVES"}, {"timeWindow", std::to_string(window)}}};
}

}  // namespace basis::bybit
