#include "venues/binance/session.hpp"

namespace basis::binance {

/// A letter by action before the client id, as the encoder writes it.
std::string SessionDialect::message_id(const OrderCommand& command, std::string_view) const {
  constexpr std::string_view kLetters = "nca";
  return std::string(1, kLetters[static_cast<std::size_t>(command.action)]) + std::string(command.id.view());
}

net::RateCost SessionDialect::cost_of(const OrderCommand& command) const {
  return command.action == OrderAction::create ? net::RateCost{0, 1} : net::RateCost{1, 0};
}

Result<std::vector<OrderReport>> SessionDialect::command_answer(std::string_view body, const OrderCommand& command) {
  return reports_.command_answer(body, command.action, command.id);
}

std::vector<client::Request> SessionDialect::cancel_all(const Market& market, const std::vector<ClientOrderId>&) const {
  return {{product_.cancel_all, {{"symbol", market.native}}}};
}

/// Spot has no dead-man's switch.
std::optional<client::Request> SessionDialect::dead_man(const Market& market, Nanos time) const {
  if (product_.dead_man.path.empty()) return std::nullopt;
  return client::Request{product_.dead_man,
                         {{"symbol", market.native}, {"countdownTime", std::to_string(time.count / 1'000'000)}}};
}

}  // namespace basis::binance
