#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "venues/okx/simulator.hpp"

namespace basis::okx::simulated {
namespace {

struct RouteRow {
  std::string_view path;
  Route route;
};
constexpr std::array<RouteRow, 3> kRoutes{{{"/ws/v5/public", Route::public_data},
                                           {"/ws/v5/private", Route::private_data},
                                           {"/ws/v5/business", Route::business}}};
/// A connection on which nothing is sent or received for so long is closed. Source: "WebSocket", "Connect".
constexpr Nanos kQuiet = kSecond * 30;

}  // namespace

std::unique_ptr<net::ServerSocketHandler> Simulator::on_upgrade(const net::HttpRequest& request,
                                                                net::ServerSocket& socket) {
  const std::string_view path = sim::split_target(request.target).path;
  const auto row = std::find_if(kRoutes.begin(), kRoutes.end(), [&](const RouteRow& one) { return one.path == path; });
  if (row == kRoutes.end() || desk_.state.maintained(host_.now())) return nullptr;
  auto handler = std::make_unique<SimSocket>(*this, socket, row->route);
  handler->number = ++socket_count_;
  handler->traffic = host_.now();
  sockets_[handler->number] = handler.get();
  keep_alive(handler->number);
  return handler;
}

void Simulator::keep_alive(std::uint64_t number) {
  const auto found = sockets_.find(number);
  if (found == sockets_.end()) return;
  const UtcTime ends = found->second->traffic + kQuiet;
  if (ends <= host_.now()) return found->second->socket.close(4004, "No data received in 30s");
  host_.at(ends, [this, number] { keep_alive(number); });
}

/// Sends a frame with what faults and latency do to it. `stream` is what scripts name.
void Simulator::send(SimSocket& socket, std::string_view stream, const std::string& text, Nanos late) {
  send_frame(
      host_, name(), stream,
      [this, number = socket.number, text] {
        const auto found = sockets_.find(number);
        if (found == sockets_.end()) return;
        found->second->traffic = host_.now();
        found->second->socket.send(text);
      },
      late);
}

void SimSocket::on_closed() { owner.sockets_.erase(number); }

void SimSocket::on_text(std::string_view text) { owner.on_message(*this, text); }

std::string SimSocket::id() const { return fmt::format("{:08x}", 0xa4d3ae00U + number); }

bool SimSocket::has(std::string_view channel) const {
  return std::any_of(subscriptions.begin(), subscriptions.end(),
                     [&](const Subscription& one) { return one.channel == channel; });
}

}  // namespace basis::okx::simulated
