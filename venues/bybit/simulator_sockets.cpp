#include <fmt/format.h>

#include <charconv>

#include "venues/bybit/simulator.hpp"

namespace basis::bybit::simulated {
namespace {

struct RouteRow {
  std::string_view path;
  Route route;
};
constexpr std::array<RouteRow, 5> kRoutes{{{"/v5/public/spot", Route::spot},
                                           {"/v5/public/linear", Route::linear},
                                           {"/v5/private", Route::private_data},
                                           {"/v5/trade", Route::trade},
                                           {"/v5/public/misc/status", Route::status}}};

/// "30s" to "600s", or "1m" to "10m": how long a private connection lives without traffic.
std::optional<Nanos> idle_time(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (fault != std::errc() || (unit != "s" && unit != "m")) return std::nullopt;
  const Nanos length = unit == "s" ? kSecond * number : kMinute * number;
  if (length < kSecond * 30 || kMinute * 10 < length) return std::nullopt;
  return length;
}

}  // namespace

std::unique_ptr<net::ServerSocketHandler> Simulator::on_upgrade(const net::HttpRequest& request,
                                                                net::ServerSocket& socket) {
  const sim::Target target = sim::split_target(request.target);
  for (const RouteRow& row : kRoutes) {
    if (row.path != target.path) continue;
    auto handler = std::make_unique<SimSocket>(*this, socket, row.route);
    handler->number = ++socket_count_;
    handler->traffic = host_.now();
    Params query(&param_words);
    query.add_form(target.query);
    handler->most_idle = idle_time(query.text("max_active_time")).value_or(handler->most_idle);
    sockets_[handler->number] = handler.get();
    watch_idleness(handler->number, host_.now() + handler->most_idle);
    return handler;
  }
  return nullptr;
}

/// A connection without a ping and without data is cut off: "Connect", "Customise Private Connection Alive Time".
void Simulator::watch_idleness(std::uint64_t number, UtcTime at) {
  host_.at(at, [this, number] {
    const auto found = sockets_.find(number);
    if (found == sockets_.end()) return;
    const UtcTime until = found->second->traffic + found->second->most_idle;
    if (until <= host_.now()) return found->second->socket.drop();
    watch_idleness(number, until);
  });
}

std::string SimSocket::id() const { return fmt::format("sim{:016x}-{}", number, static_cast<int>(route)); }

void SimSocket::on_closed() {
  if (owner.sockets_.erase(number) == 0) return;
  for (const std::string& topic : topics)
    if (is_public() && --owner.wanted_[topic] == 0) owner.wanted_.erase(topic);
  if (client != nullptr) owner.check_switches(*client, owner.host_.now());
}

void SimSocket::on_text(std::string_view text) {
  traffic = owner.host_.now();
  owner.on_message(*this, text);
}

/// Whether a connection of the client hears of this category's switch.
bool Simulator::guards(const SimClient& client, Category category) const {
  const std::string_view topic = category == Category::spot ? "dcp.spot" : "dcp.future";
  for (const auto& [number, socket] : sockets_)
    if (socket->client == &client && socket->topics.contains(topic)) return true;
  return false;
}

/// The switch counts from when the last connection that heard of it has gone, and stops when there is one again:
/// "Set DCP" and "Dcp" of the private topics.
void Simulator::check_switches(SimClient& client, UtcTime now) {
  for (const Category category : {Category::spot, Category::linear}) {
    const auto window = client.switch_windows[static_cast<std::size_t>(category)];
    const bool guarded = guards(client, category);
    const bool armed = std::exchange(client.guarded[static_cast<std::size_t>(category)], guarded);
    if (armed == guarded) continue;
    const std::optional<UtcTime> at = guarded || !window ? std::nullopt : std::optional(now + *window);
    for (const Market* market : desk_.markets_of(category)) client.account->arm_dead_man(market->id, at);
  }
}

}  // namespace basis::bybit::simulated
