#include <algorithm>
#include <array>

#include "venues/binance/simulator.hpp"

namespace basis::binance::simulated {
namespace {

struct RouteRow {
  std::string_view start;
  Route route;
};
constexpr std::array<RouteRow, 6> kRoutes{{{"/ws-api/v3", Route::spot_api},
                                           {"/ws-fapi/v1", Route::usdm_api},
                                           {"/public/", Route::usdm_public},
                                           {"/market/", Route::usdm_market},
                                           {"/private/", Route::usdm_private},
                                           {"/", Route::spot_streams}}};

/// The value of `name` in a query.
std::string query_value(std::string_view query, std::string_view name) {
  Params params;
  params.add_form(query);
  return std::string(params.text(name));
}

}  // namespace

std::unique_ptr<net::ServerSocketHandler> Simulator::on_upgrade(const net::HttpRequest& request,
                                                                net::ServerSocket& socket) {
  const std::string_view target = request.target;
  const std::size_t mark = std::min(target.find('?'), target.size());
  std::string_view path = target.substr(0, mark);
  const std::string_view query = target.substr(std::min(mark + 1, target.size()));
  const auto row =
      std::find_if(kRoutes.begin(), kRoutes.end(), [&](const RouteRow& one) { return path.starts_with(one.start); });
  path.remove_prefix(row->route == Route::spot_streams ? 1 : std::min(row->start.size(), path.size()));
  const bool api = row->route == Route::spot_api || row->route == Route::usdm_api;
  const bool combined = path.starts_with("stream");
  if (!api && !combined && path != "ws" && !path.starts_with("ws/")) return nullptr;
  auto handler = std::make_unique<SimSocket>(*this, socket, row->route, combined);
  handler->number = ++socket_count_;
  handler->connected = host_.now();
  sockets_[handler->number] = handler.get();
  std::string names =
      combined ? query_value(query, "streams") : std::string(path.substr(std::min<std::size_t>(3, path.size())));
  if (row->route == Route::usdm_private) {
    std::string key = query_value(query, "listenKey");
    if (key.empty()) key = names;
    for (const auto& client : desk_.clients())
      if (!key.empty() && client->listen_key == key) handler->client = client.get();
    names.clear();
  }
  while (!names.empty()) {
    const std::size_t end = std::min(names.find('/'), names.size());
    if (end > 0 && handler->streams.insert(names.substr(0, end)).second) ++wanted_[names.substr(0, end)];
    names.erase(0, end + 1);
  }
  keep_pinging(handler->number);
  return handler;
}

/// As the venue does it: every 20 s on spot's sockets, every 3 minutes on those of USDⓈ-M. Source: web-socket-api.md
/// and web-socket-streams.md of binance-spot-api-docs, and "Websocket Market Streams" of USDⓈ-M on
/// developers.binance.com.
void Simulator::keep_pinging(std::uint64_t number) {
  const auto found = sockets_.find(number);
  if (found == sockets_.end()) return;
  const Route route = found->second->route;
  const bool spot = route == Route::spot_api || route == Route::spot_streams;
  host_.at(host_.now() + (spot ? kSecond * 20 : kMinute * 3), [this, number] {
    const auto open = sockets_.find(number);
    if (open == sockets_.end()) return;
    open->second->socket.ping();
    keep_pinging(number);
  });
}

SimSocket::~SimSocket() { on_closed(); }

void SimSocket::on_closed() {
  if (owner.sockets_.erase(number) == 0) return;
  for (const std::string& stream : streams)
    if (--owner.wanted_[stream] == 0) owner.wanted_.erase(stream);
}

void SimSocket::on_text(std::string_view text) {
  is_api() ? owner.on_message(*this, text) : owner.on_command(*this, text);
}

}  // namespace basis::binance::simulated
