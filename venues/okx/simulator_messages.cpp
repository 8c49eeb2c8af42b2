#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "venues/okx/simulator.hpp"

namespace basis::okx::simulated {
namespace {

using sim::JsonFields;

/// Channels, with the route that has them and what they are subscribed by. Source: the pages of the channels.
struct ChannelRow {
  std::string_view name;
  Route route;
  bool by_market;
};
constexpr std::array<ChannelRow, 17> kChannels{{
    {"books", Route::public_data, true},
    {"books5", Route::public_data, true},
    {"bbo-tbt", Route::public_data, true},
    {"books-l2-tbt", Route::public_data, true},
    {"books50-l2-tbt", Route::public_data, true},
    {"tickers", Route::public_data, true},
    {"trades", Route::public_data, true},
    {"mark-price", Route::public_data, true},
    {"funding-rate", Route::public_data, true},
    {"instruments", Route::public_data, false},
    {"status", Route::public_data, false},
    {"trades-all", Route::business, true},
    {"candle1m", Route::business, true},
    {"orders", Route::private_data, false},
    {"account", Route::private_data, false},
    {"positions", Route::private_data, false},
    {"fills", Route::private_data, false},
}};
constexpr std::array<std::string_view, 3> kVipChannels = {"books-l2-tbt", "books50-l2-tbt", "fills"};

Subscription read_subscription(const Params& params) {
  return {std::string(params.text("channel")), std::string(params.text("instType")),
          std::string(params.text("instFamily")), std::string(params.text("instId"))};
}

bool is_type(std::string_view word) {
  return word == "SPOT" || word == "SWAP" || word == "ANY" || word == "MARGIN" || word == "FUTURES" || word == "OPTION";
}

const VenueEndpoint* find_op(std::string_view op) {
  for (const VenueEndpoint& endpoint : order_endpoints())
    if (!endpoint.op.empty() && endpoint.op == op) return &endpoint;
  return nullptr;
}

}  // namespace

std::string Subscription::arg(std::int64_t uid) const {
  JsonFields json;
  json.object().text("channel", channel);
  if (!inst_type.empty()) json.text("instType", inst_type);
  if (!inst_family.empty()) json.text("instFamily", inst_family);
  if (!inst_id.empty()) json.text("instId", inst_id);
  if (uid != 0) json.text("uid", std::to_string(uid));
  return json.end_object().take();
}

bool Subscription::fits(const Market& market) const {
  return (inst_type.empty() || inst_type == "ANY" || inst_type == type_of(market)) &&
         (inst_family.empty() || inst_family == family_of(market)) && (inst_id.empty() || inst_id == market.native);
}

void Simulator::tell_event(SimSocket& socket, std::string_view event, const Refusal& refusal, std::string_view arg) {
  JsonFields json;
  json.object().text("event", event);
  if (!arg.empty()) json.raw("arg", arg);
  if (event == "error" || event == "login" || event == "notice")
    json.text("code", std::to_string(refusal.code)).text("msg", refusal.text);
  send(socket, event, json.text("connId", socket.id()).end_object().take());
}

void Simulator::do_message(SimSocket& socket, const Params& message, bool answers, Nanos late) {
  desk_.set_now(host_.now());
  const std::string_view op = message.text("op");
  if (op == "login") return log_in(socket, message);
  if (op == "subscribe" || op == "unsubscribe") return change_subscriptions(socket, message, op == "subscribe");
  const VenueEndpoint* const endpoint = find_op(op);
  if (endpoint == nullptr || socket.route == Route::public_data)
    return tell_event(socket, "error", {60012, fmt::format("Illegal request: {}", op)});
  const std::uint64_t number = socket.number;
  const Outcome outcome = run_order(socket, *endpoint, message);
  const auto found = sockets_.find(number);
  if (answers && found != sockets_.end()) answer_order(*found->second, message, outcome, late);
}

Outcome Simulator::run_order(SimSocket& socket, const VenueEndpoint& endpoint, const Params& message) {
  if (!message.has("id")) return Refusal{60013, "Invalid args: id is needed"};
  if (socket.client == nullptr) return Refusal{60011, "Please log in"};
  if (desk_.state.maintained(host_.now())) return Refusal{50001, "Service temporarily unavailable. Try again later"};
  const auto items = sim::read_object_list(message.text("args", "[]"), &param_words);
  if (!items || items->empty()) return Refusal{60013, "Invalid args"};
  const Call call{*items, socket.client, host_.now(), true};
  BOOST_OUTCOME_TRY(count(endpoint, socket.client, call));
  BOOST_OUTCOME_TRY(check_expiry(message.find("expTime")));
  return endpoint.handler(desk_, call);
}

/// Source: "WS / Place order": a response carries its request's id.
void Simulator::answer_order(SimSocket& socket, const Params& message, const Outcome& outcome, Nanos late) {
  const bool refused = !outcome.has_value();
  if (refused && !message.has("id")) return tell_event(socket, "error", outcome.error());
  const std::string micros = std::to_string((host_.now() + desk_.state.clock_skew).nanos() / 1'000);
  send(socket, message.text("op"),
       JsonFields()
           .object()
           .text("id", message.text("id"))
           .text("op", message.text("op"))
           .raw("data", refused ? "[]" : outcome.value().data)
           .text("code", std::to_string(refused ? outcome.error().code : outcome.value().code))
           .text("msg", refused ? outcome.error().text : outcome.value().text)
           .text("inTime", micros)
           .text("outTime", micros)
           .end_object()
           .take(),
       late);
}

void Simulator::tell_fault(SimSocket& socket, const Params& message, const sim::ExchangeFault& fault) {
  using Kind = sim::ExchangeFaultKind;
  ItemResult item{{}, {}, {}, fault.code, fault.message};
  const auto list = sim::read_object_list(message.text("args", "[]"), &param_words);
  if (list && !list->empty()) item.client_id = list->front().text("clOrdId");
  if (fault.kind == Kind::rate_limit || fault.kind == Kind::ban)
    item.code = 50011, item.text = "Rate limit reached. Please refer to API documentation and throttle requests.";
  if (fault.kind == Kind::unavailable)
    item.code = 50001, item.text = "Service temporarily unavailable. Try again later";
  if (fault.kind == Kind::unknown) item.code = 51149, item.text = "Order timed out. Please try again later.";
  if (find_op(message.text("op")) == nullptr) return tell_event(socket, "error", {item.code, item.text});
  answer_order(socket, message, item_reply(std::span(&item, 1), stamp(host_.now())), {});
}

void Simulator::change_subscriptions(SimSocket& socket, const Params& message, bool adds) {
  const auto list = sim::read_object_list(message.text("args", "[]"), &param_words);
  if (!list || list->empty()) return tell_event(socket, "error", {60013, "Invalid args"});
  for (const Params& params : *list) {
    const Subscription wanted = read_subscription(params);
    if (adds) {
      subscribe(socket, wanted);
    } else {
      std::erase(socket.subscriptions, wanted);
      tell_event(socket, "unsubscribe", {}, wanted.arg(0));
    }
  }
}

Checked<void> Simulator::check_subscription(const SimSocket& socket, const Subscription& wanted) const {
  const auto row = std::find_if(kChannels.begin(), kChannels.end(),
                                [&](const ChannelRow& one) { return one.name == wanted.channel; });
  const Market* const market = desk_.find(wanted.inst_id);
  const bool of_swaps = wanted.channel == "mark-price" || wanted.channel == "funding-rate";
  const bool known = row != kChannels.end() && row->route == socket.route &&
                     (wanted.inst_id.empty() ? !row->by_market : market != nullptr) &&
                     (!of_swaps || !market->is_spot());
  const bool typed = wanted.channel != "orders" && wanted.channel != "positions" && wanted.channel != "instruments";
  if (!known || (!typed && !is_type(wanted.inst_type)))
    return Refusal{60018, fmt::format("Wrong URL or channel:{},instId:{} doesn't exist. Please use the correct URL, "
                                      "channel and parameters referring to API document.",
                                      wanted.channel, wanted.inst_id)};
  if (row->route == Route::private_data && socket.client == nullptr) return Refusal{60011, "Please log in"};
  if (std::find(kVipChannels.begin(), kVipChannels.end(), wanted.channel) != kVipChannels.end())
    return Refusal{64003, "Your trading fee tier doesn't meet the requirement to access this channel"};
  return BOOST_OUTCOME_V2_NAMESPACE::success();
}

void Simulator::subscribe(SimSocket& socket, const Subscription& wanted) {
  const auto checked = check_subscription(socket, wanted);
  if (!checked) return tell_event(socket, "error", checked.error());
  std::erase(socket.subscriptions, wanted);
  // The others are told what is pending, so that one chain goes on from the snapshot for all.
  if (wanted.channel == "books") {
    const Market& market = *desk_.find(wanted.inst_id);
    if (books_[market.id].changed.nanos() != 0) tell_book(market, host_.now());
  }
  socket.subscriptions.push_back(wanted);
  tell_event(socket, "subscribe", {}, wanted.arg(0));
  if (socket.route == Route::private_data)
    send(socket, "channel-conn-count",
         fmt::format(R"({{"event":"channel-conn-count","channel":"{}","connCount":"1","connId":"{}"}})", wanted.channel,
                     socket.id()));
  tell_first(socket, wanted);
}

}  // namespace basis::okx::simulated
