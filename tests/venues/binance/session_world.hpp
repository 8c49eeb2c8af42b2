#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/execution/market_download.hpp"
#include "core/execution/order_tracker.hpp"
#include "tests/support/numbers.hpp"
#include "tests/venues/binance/scripted_venue.hpp"
#include "tests/venues/binance/shipped_universe.hpp"
#include "venues/binance/order_codec.hpp"
#include "venues/binance/requests.hpp"
#include "venues/net/memory_network.hpp"
#include "venues/registry.hpp"

namespace basis::test {

inline const UtcTime kSessionStart = utc("2026-11-28T12:00:00Z");

/// The owner of a session: a tracker behind it, which is asked what to do, and a record of what was told.
class Owner final : public SessionListener {
 public:
  Owner(const Universe& universe, const ClientOrderIds& ids) : tracker({}, ids, universe.markets().size()) {}

  void on_market_data(const MarketData& data) override {
    data_seen.push_back(
        {std::string(data.frame.bytes), std::string(data.frame.channel), data.frame.connection, data.answer});
  }
  void on_feed_lost(std::uint32_t connection, UtcTime, MonoTime) override { lost_feeds.push_back(connection); }
  void on_order(const OrderReport& report, UtcTime received, MonoTime) override {
    heard.push_back(fmt::format("{} {} {}", report_kind_name(report.kind), report.id.view(),
                                report.reason == RejectReason::none ? "" : reject_reason_name(report.reason)));
    reports.push_back(report);
    take(tracker.apply(report, received));
  }
  void on_account(const AccountReport& report, UtcTime, MonoTime) override {
    accounts.push_back(report);
    heard.push_back(fmt::format("{} {}", account_report_kind_name(report.kind), report.amount.to_string()));
  }
  void on_send_failed(const ClientOrderId& id, OrderAction action, SendFailure failure, UtcTime received) override {
    heard.push_back(fmt::format("{} {}", failure == SendFailure::not_sent ? "not_sent" : "in_doubt", id.view()));
    take(tracker.fail(id, action, failure, received));
  }
  void on_order_found(const OrderRecord& record, UtcTime received) override {
    heard.push_back(fmt::format("found {}", record.terms.id.view()));
    take(tracker.answer(record, received));
  }
  void on_order_missing(const ClientOrderId& id, UtcTime received) override {
    heard.push_back(fmt::format("missing {}", id.view()));
    take(tracker.answer_missing(id, received));
  }
  void on_query_failed(const ClientOrderId& id, UtcTime received) override {
    heard.push_back(fmt::format("query_failed {}", id.view()));
    take(tracker.answer_failed(id, received));
  }
  void on_download(const MarketDownload& download, UtcTime received, MonoTime) override {
    heard.push_back(fmt::format("download {} open {} fills {}", download.open.size(), download.fills.size(),
                                download.position.to_string()));
    downloads.push_back(download);
    apply_download(tracker, download, received, [this](OrderTracker::Effects effects) { take(effects); });
  }
  void on_foreign_order(const ForeignOrder& order, UtcTime) override { foreign_orders.push_back(order); }
  void on_readiness(MarketId market, LegReadiness readiness, Quantity position, MonoTime) override {
    ready[market] = readiness;
    positions[market] = position;
    heard.push_back(fmt::format("ready {}{}", readiness.connected, readiness.synced));
  }
  void on_status(const SessionStatus& status, UtcTime) override {
    heard.push_back(fmt::format("status {}", session_state_name(status.state)));
    texts.push_back(status.text);
  }
  void on_alert(const SessionAlert& alert, UtcTime) override {
    alerts.push_back(alert);
    heard.push_back("alert " + alert.kind);
  }

  /// Does what the tracker asks for.
  void take(OrderTracker::Effects effects) {
    std::vector<OrderEffect> kept(effects.begin(), effects.end());
    for (const OrderEffect& effect : kept) {
      if (effect.kind == EffectKind::query_due && session != nullptr) session->query_order(effect.id, effect.market);
      if (effect.kind == EffectKind::fetch_fills && session != nullptr)
        session->fetch_fills(effect.market, fills_since);
      if (effect.kind == EffectKind::filled) {
        // A fee that comes later adds no fill.
        fills += effect.size.is_zero() ? 0 : 1;
        filled[effect.market] += effect.side == OrderSide::buy ? effect.size : -effect.size;
      }
      if (effect.kind == EffectKind::ended) ended.push_back(std::string(effect.id.view()));
      if (effect.kind == EffectKind::alarm) alarms.push_back(std::string(order_alarm_name(effect.alarm)));
      if (effect.kind == EffectKind::foreign) ++foreign;
      if (effect.kind == EffectKind::venue_fill) ++venue_fills;
    }
  }
  [[nodiscard]] int count(const std::string& line) const {
    return static_cast<int>(
        std::count_if(heard.begin(), heard.end(), [&](const auto& each) { return each.starts_with(line); }));
  }
  [[nodiscard]] int place(const std::string& line) const {
    const auto found =
        std::find_if(heard.begin(), heard.end(), [&](const auto& each) { return each.starts_with(line); });
    return found == heard.end() ? -1 : static_cast<int>(found - heard.begin());
  }
  [[nodiscard]] const SessionAlert* alert(const std::string& kind) const {
    for (const SessionAlert& each : alerts)
      if (each.kind == kind) return &each;
    return nullptr;
  }

  struct Data {
    std::string bytes, channel;
    std::uint32_t connection;
    bool answer;
  };
  OrderTracker tracker;
  Session* session = nullptr;
  UtcTime fills_since = kSessionStart - kHour;
  std::vector<std::string> heard, texts, ended, alarms;
  std::vector<OrderReport> reports;
  std::vector<AccountReport> accounts;
  std::vector<MarketDownload> downloads;
  std::vector<ForeignOrder> foreign_orders;
  std::vector<SessionAlert> alerts;
  std::vector<Data> data_seen;
  std::vector<std::uint32_t> lost_feeds;
  std::map<MarketId, LegReadiness> ready;
  std::map<MarketId, Quantity> positions;
  std::map<MarketId, Quantity> filled;  ///< net, of all fills that the tracker counted
  int fills = 0, foreign = 0, venue_fills = 0;
};

/// A session of one product against a venue that a test directs, over a network in memory.
class SessionWorld {
 public:
  explicit SessionWorld(Product of, std::vector<std::string> symbols = {"BTCUSDT"},
                        wire::Transport transport_over = wire::Transport::signed_websocket)
      : product(of),
        ids(ClientOrderIds::create("nodea", 7).value()),
        network(kSessionStart, 11),
        transport(transport_over) {
    for (const std::string& symbol : symbols) markets.push_back(&world.market(of, symbol));
    venue = std::make_unique<ScriptedVenue>(of, markets);
    network.serve("venue.test", 443, *venue);
    network.set_latency({Nanos{1'000'000}, Nanos{1'000'000}}, {Nanos{1'000'000}, Nanos{1'000'000}});
    owner = std::make_unique<Owner>(*world.universe, ids);
  }
  ~SessionWorld() { session.reset(); }

  SessionSettings settings() {
    SessionSettings made;
    made.universe = world.universe.get();
    made.account = *markets.front()->account;
    made.markets = markets;
    const net::Endpoint at{true, "venue.test", 443};
    made.endpoints = {at, at, at, at, std::nullopt};
    made.credentials = {Secret("demo-key"), Secret("demo-secret"), Secret()};
    made.transport = transport;
    made.order_prefix = "nodea";
    made.withdrawal_addresses = {"0xabc"};
    made.known_until = kSessionStart - kMinute;
    return made;
  }
  void start() { start(settings()); }
  void start(SessionSettings with) {
    wire::EncoderSettings encoding;
    encoding.host = "venue.test";
    encoding.credentials = {Secret("demo-key"), Secret("demo-secret"), Secret()};
    encoding.markets = markets;
    encoding.transport = transport;
    encoder.emplace(std::move(binance::OrderEncoder::create(product, encoding)).value());
    const FeedVenue feed = product == Product::spot ? FeedVenue::binance_spot : FeedVenue::binance_usdm;
    auto made = make_session(feed, std::move(with), network, *owner);
    REQUIRE_MESSAGE(made.has_value(), (made ? "" : made.error().text()));
    session = std::move(made).value();
    owner->session = session.get();
    session->start();
    run(kSecond * 2);
  }
  /// Runs the world for a time; the tracker is asked every half second.
  void run(Nanos time) {
    const UtcTime until = network.now_utc() + time;
    while (network.now_utc() < until) {
      network.run_until(std::min(until, network.now_utc() + Nanos{500'000'000}));
      owner->take(owner->tracker.on_time(session_now()));
    }
  }
  [[nodiscard]] UtcTime session_now() const {
    return network.now_utc() + (session ? session->clock_offset() : Nanos{});
  }

  OrderCommand limit(const char* price_text, const char* size, OrderKind kind = OrderKind::limit) {
    OrderCommand order;
    order.id = ids.make(++sequence);
    order.market = markets.front()->id;
    order.kind = kind;
    order.limit = price(price_text);
    order.size = quantity(size);
    return order;
  }
  /// Gives a command to the tracker and to the session.
  std::string send(const OrderCommand& command) {
    wire::OrderBuffer bytes;
    const UtcTime now = session_now();
    const wire::EncodeResult encoded = encoder->encode(command, now, bytes);
    REQUIRE_MESSAGE(bool(encoded), encoded.text());
    REQUIRE(owner->tracker.send(command, now, now + kSecond * 5) == SendVerdict::taken);
    session->send(command, bytes.bytes(), now + kSecond * 5);
    return std::string(command.id.view());
  }
  std::string cancel(const OrderCommand& of) {
    OrderCommand command = of;
    command.action = OrderAction::cancel;
    return send(command);
  }
  [[nodiscard]] const TrackedOrder& tracked(const OrderCommand& of) const {
    const TrackedOrder* found = owner->tracker.find(of.id);
    REQUIRE(found != nullptr);
    return *found;
  }
  [[nodiscard]] std::string_view state(const OrderCommand& of) const { return order_state_name(tracked(of).state); }
  [[nodiscard]] bool ready() const { return session->status().state == SessionState::ready; }
  [[nodiscard]] LegReadiness readiness(std::size_t market = 0) const {
    const auto found = owner->ready.find(markets[market]->id);
    return found == owner->ready.end() ? LegReadiness{} : found->second;
  }

  ShippedUniverse world;
  Product product;
  ClientOrderIds ids;
  std::unique_ptr<ScriptedVenue> venue;  ///< outlives the network
  net::MemoryNetwork network;
  wire::Transport transport;
  std::vector<const Market*> markets;
  std::unique_ptr<Owner> owner;
  std::optional<binance::OrderEncoder> encoder;
  std::unique_ptr<Session> session;
  std::uint64_t sequence = 0;
};

inline constexpr LegReadiness kReadyLeg{true, true};
inline const Product kBoth[] = {Product::spot, Product::linear};

}  // namespace basis::test
