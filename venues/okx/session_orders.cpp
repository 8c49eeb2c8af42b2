#include <fmt/format.h>

#include <algorithm>

#include "core/base/json_writer.hpp"
#include "venues/okx/session.hpp"

namespace basis::okx {
namespace {

/// Most orders of one request. Source: "Cancel multiple orders".
constexpr std::size_t kMostBatch = 20;

}  // namespace

/// A letter by action before the client id, as the encoder writes it.
std::string SessionDialect::message_id(const OrderCommand& command, std::string_view) const {
  constexpr std::string_view kLetters = "nca";
  return std::string(1, kLetters[static_cast<std::size_t>(command.action)]) + std::string(command.id.view());
}

/// The encoder names the market by its symbol; since 2026-03-26 the venue wants its code, which only its instruments
/// tell. Without it nothing is sent: zero would be another market's.
std::optional<std::string_view> SessionDialect::frame(const OrderCommand& command, std::string_view bytes,
                                                      std::string& room) const {
  const auto code = market_.code_of(command.market);
  constexpr std::string_view kSymbol = R"("instId":")";
  const std::size_t from = bytes.find(kSymbol);
  if (!code || from == bytes.npos) return std::nullopt;
  const std::size_t to = bytes.find('"', from + kSymbol.size()) + 1;
  room.assign(bytes.substr(0, from));
  room.append(R"("instIdCode":)").append(std::to_string(*code)).append(bytes.substr(to));
  return room;
}

/// The demo's WebSocket was seen to refuse the codes that its own instruments tell (51001, in 2026-09), while requests
/// were taken: the order that the message holds goes as a request there.
std::optional<client::Request> SessionDialect::request_of(const OrderCommand& command, std::string_view bytes) const {
  constexpr std::string_view kStart = R"("args":[)";
  const std::size_t from = bytes.find(kStart);
  if (trading_ != Trading::demo || from == bytes.npos || !bytes.ends_with("]}")) return std::nullopt;
  const std::string_view order = bytes.substr(from + kStart.size());
  return client::Request{kCommands[static_cast<std::size_t>(command.action)],
                         {{"", std::string(order.substr(0, order.size() - 2))}}};
}

net::RateCost SessionDialect::cost_of(const OrderCommand& command) const {
  return command.action == OrderAction::cancel ? net::RateCost{10, 0} : net::RateCost{0, 1};
}

/// sCode 0 is a receipt: the stream tells what becomes of the order.
Result<std::vector<OrderReport>> SessionDialect::command_answer(std::string_view, const OrderCommand&) {
  return std::vector<OrderReport>{};
}

std::vector<client::Request> SessionDialect::cancel_all(const Market& market,
                                                        const std::vector<ClientOrderId>& live) const {
  std::vector<client::Request> requests;
  for (std::size_t from = 0; from < live.size(); from += kMostBatch) {
    JsonWriter json;
    json.begin_array();
    for (std::size_t i = from; i < std::min(live.size(), from + kMostBatch); ++i)
      json.begin_object().key("instId").string(market.native).key("clOrdId").string(live[i].view()).end_object();
    json.end_array();
    requests.push_back({kCancelBatch, {{"", std::move(json).take()}}});
  }
  return requests;
}

/// The switch is the account's; the venue takes zero, or 10 to 120 seconds ("Cancel All After").
std::optional<client::Request> SessionDialect::dead_man(const Market&, Nanos time) const {
  const std::int64_t asked = (time.count + kSecond.count - 1) / kSecond.count;
  const std::int64_t seconds = asked == 0 ? 0 : std::clamp<std::int64_t>(asked, 10, 120);
  return client::Request{kCancelAfter, {{"timeOut", std::to_string(seconds)}}};
}

}  // namespace basis::okx
