#include "bench/wire_fill.hpp"

#include <fmt/format.h>

#include "bench/bench_session.hpp"
#include "venues/net/memory_network.hpp"
#include "venues/simulated_exchanges.hpp"

namespace basis::bench {
namespace {

constexpr UtcTime kStart = UtcTime::from_nanos(1'700'000'000'000'000'000);
constexpr std::size_t kWarm = 200;

template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text());
  return std::move(result).value();
}

/// Keeps the listener of the user stream, so that messages can be told to it.
class KeptNetwork final : public net::Network {
 public:
  explicit KeptNetwork(net::Network& network) : network_(network) {}
  [[nodiscard]] UtcTime now_utc() const override { return network_.now_utc(); }
  [[nodiscard]] MonoTime now_mono() const override { return network_.now_mono(); }
  [[nodiscard]] std::unique_ptr<net::HttpClient> http(const net::Endpoint& to, std::size_t connections) override {
    return network_.http(to, connections);
  }
  [[nodiscard]] std::unique_ptr<net::Socket> connect(const net::SocketRequest& request,
                                                     net::SocketListener& listener) override {
    if (request.endpoint.host == "user.test") user = &listener;
    return network_.connect(request, listener);
  }
  [[nodiscard]] std::unique_ptr<net::Timer> after(Nanos delay, std::function<void()> fire) override {
    return network_.after(delay, std::move(fire));
  }
  net::SocketListener* user = nullptr;

 private:
  net::Network& network_;
};

/// The orders of a clip.
struct KeptSink final : OrderSink {
  void order_ready(const OrderCommand& order, FeedVenue, std::string_view, const Stamps&) override {
    at = steady_now();
    orders.push_back(order);
  }
  MonoTime at;  ///< of the last
  std::vector<OrderCommand> orders;
};

/// What a venue's stream tells of a whole fill at the limit.
std::string fill_text(const OrderCommand& order, bool spot, std::int64_t number) {
  const char* const side = order.buys() ? "BUY" : "SELL";
  const std::string size = order.size.to_string();
  const std::string price = order.limit.to_string();
  if (!spot)
    return fmt::format(
        R"({{"e":"ORDER_TRADE_UPDATE","E":1700000000001,"T":1700000000000,"o":{{"s":"BTCUSDT","c":"{}","S":"{}",)"
        R"("o":"LIMIT","f":"IOC","q":"{}","p":"{}","ap":"{}","sp":"0","x":"TRADE","X":"FILLED","i":{},"l":"{}",)"
        R"("z":"{}","L":"{}","N":"USDT","n":"2.40000000","T":1700000000000,"t":{},"b":"0","a":"0","m":false,)"
        R"("R":false,"wt":"CONTRACT_PRICE","ot":"LIMIT","ps":"BOTH","cp":false,"rp":"0","pP":false,"si":0,"ss":0,)"
        R"("V":"EXPIRE_MAKER","pm":"NONE","gtd":0,"er":"0"}}}})",
        order.id.view(), side, size, price, price, 8'000'000 + number, size, size, price, 500 + number);
  return fmt::format(
      R"({{"subscriptionId":0,"event":{{"e":"executionReport","E":1700000000001,"s":"BTCUSDT","c":"{}","S":"{}",)"
      R"("o":"LIMIT","f":"IOC","q":"{}","p":"{}","P":"0.00000000","F":"0.00000000","g":-1,"C":"","x":"TRADE",)"
      R"("X":"FILLED","r":"NONE","i":{},"l":"{}","z":"{}","L":"{}","n":"6.00000000","N":"USDT","T":1700000000000,)"
      R"("t":{},"v":3,"I":8641984,"w":false,"m":false,"M":true,"O":1700000000000,"Z":"6000.00000000",)"
      R"("Y":"6000.00000000","Q":"0.00000000","W":1700000000000,"V":"NONE"}}}})",
      order.id.view(), side, size, price, 4'000'000 + number, size, size, price, 77'000 + number);
}

/// The node's part of one session, on a network in memory and the simulated exchange.
class FilledNode {
 public:
  FilledNode(const RigSettings& settings, bool spot)
      : spot_(spot),
        rig_(settings, {&sink, false, wire::Transport::websocket, true, false}),
        memory_(kStart, 1),
        kept(memory_),
        ear_(*this) {
    SimulatedExchangesSettings made;
    made.venues = {"binance"};
    made.clients = sim::demo_clients({"binance"});
    made.limits = false;
    made.start = kStart;
    exchanges_ = value_of(SimulatedExchanges::create(settings.mode, std::move(made)));
    for (const char* const host : {"venue.test", "user.test"}) memory_.serve(host, 443, exchanges_->service());
    const net::Endpoint venue{true, "venue.test", 443};
    session_ = value_of(make_session(spot ? FeedVenue::binance_spot : FeedVenue::binance_usdm,
                                     bench_session(rig_.universe(), rig_.market(spot),
                                                   {venue, venue, {true, "user.test", 443}, venue, std::nullopt}, true),
                                     kept, ear_));
    session_->start();
    memory_.run_until(kStart + kSecond * 5);
    require(session_->status().state == SessionState::ready && kept.user != nullptr, "a session is not ready");
    rig_.prime(frames);
    finish_clip(nullptr);
  }

  /// Lets a clip go and tells both of its fills; the one of the session's product is measured.
  void clip(FillTimes* times) {
    send_clip();
    finish_clip(times);
  }

  /// Lets a clip go whose perp order ends unfilled, and tells the fill of spot, which is hedged at once.
  void hedge(LatencyHistogram* times) {
    send_clip();
    std::vector<OrderCommand> orders;
    orders.swap(sink.orders);
    require(orders.size() == 2 && spot_, "a clip has two orders");
    const bool first = orders[0].market == rig_.market(true).id;
    end_unfilled(orders[first ? 1 : 0]);
    const std::string text = fill_text(orders[first ? 0 : 1], true, ++number_);
    const std::string_view bytes = bytes_.receive(text);
    const MonoTime from = steady_now();
    kept.user->on_text(bytes, kStart, from);
    require(sink.orders.size() == 1 && sink.orders[0].market == rig_.market(false).id, "a fill was not hedged");
    if (times != nullptr) times->record((sink.at - from).count);
    orders.swap(sink.orders);
    sink.orders.clear();
    fill_other(orders[0]);
    tell_balances();
  }

 private:
  struct Ear final : BenchListener {
    explicit Ear(FilledNode& of) : node(of) {}
    void on_order(const OrderReport& report, UtcTime, MonoTime) override { node.reported(report); }
    FilledNode& node;
  };

  /// What the node does with a report, as its driver does: the hot path, then what that tells of fills to live risk.
  void reported(const OrderReport& report) {
    parsed_ = steady_now();
    rig_.path().report(report, kStart, parsed_);
    rig_.path().drain();
    tracked_ = steady_now();
    rig_.path().outcomes([this](const HotOutcome& outcome) {
      const auto* const fill = std::get_if<FillCounted>(&outcome);
      if (fill == nullptr) return;
      const Market& market = rig_.universe()[fill->fill.market];
      Holding& holding = holdings_[market.position->index()];
      const Amount coins = amount_of(fill->fill.size);
      holding.amount += fill->fill.side == OrderSide::buy ? coins : -coins;
      rig_.path().holding_changed(*market.position, holding, tracked_);
    });
    rig_.path().drain();
  }
  void send_clip() {
    buffer_ = frames.top(wide_ = !wide_);
    rig_.take(bytes_.receive(buffer_), steady_now());
    rig_.drain();
  }
  [[nodiscard]] OrderReport report_of(const OrderCommand& order, ReportKind kind) {
    OrderReport report;
    report.id = order.id;
    report.kind = kind;
    report.side = order.side;
    report.market = order.market;
    report.order = VenueKey::of(9'000'000 + ++number_);
    report.at_venue = kStart;
    return report;
  }
  void end_unfilled(const OrderCommand& order) {
    OrderReport report = report_of(order, ReportKind::expired);
    report.filled_known = true;
    reported(report);
  }
  void fill_other(const OrderCommand& order) {
    OrderReport report = report_of(order, ReportKind::fill);
    report.trade = report.order;
    report.price = order.limit;
    report.size = order.size;
    reported(report);
  }
  /// The balances that a venue tells with every fill.
  void tell_balances() {
    for (const bool spot : {true, false}) {
      const Market& market = rig_.market(spot);
      AccountReport balance;
      balance.kind = AccountReportKind::balance;
      balance.account = *market.account;
      balance.asset = *market.quote;
      balance.amount = balance.available = Amount::from_int(100'000'000'000);
      balance.free_known = true;
      balance.at_venue = kStart + kSecond;
      rig_.path().report(balance, steady_now());
    }
    rig_.drain();
  }
  void finish_clip(FillTimes* times) {
    std::vector<OrderCommand> orders;
    orders.swap(sink.orders);
    for (const OrderCommand& order : orders) {
      const bool measured = (order.market == rig_.market(true).id) == spot_;
      if (!measured) {
        fill_other(order);
        continue;
      }
      const Quantity before = rig_.path().sender()->gate().position(order.market);
      const std::string text = fill_text(order, spot_, ++number_);
      const std::string_view bytes = bytes_.receive(text);
      const MonoTime from = steady_now();
      kept.user->on_text(bytes, kStart, from);
      const MonoTime known = steady_now();
      require(rig_.path().sender()->gate().position(order.market) != before, "a fill changed no position");
      if (times == nullptr) continue;
      times->parsed.record((parsed_ - from).count);
      times->tracked.record((tracked_ - from).count);
      times->risked.record((known - from).count);
    }
    tell_balances();
  }

  bool spot_;
  KeptSink sink;
  HotRig rig_;
  HotFrames frames;
  std::unique_ptr<SimulatedExchanges> exchanges_;
  net::MemoryNetwork memory_;
  KeptNetwork kept;
  Ear ear_;
  std::unique_ptr<Session> session_;
  std::map<std::size_t, Holding> holdings_;
  ReceiveBuffer bytes_;
  std::string buffer_;
  MonoTime parsed_, tracked_;
  std::int64_t number_ = 0;
  bool wide_ = false;
};

}  // namespace

LatencyHistogram hedge_times(const RigSettings& settings, std::size_t fills) {
  FilledNode node(settings, true);
  LatencyHistogram times;
  for (std::size_t i = 0; i < fills + kWarm; ++i) node.hedge(i < kWarm ? nullptr : &times);
  return times;
}

FillTimes fill_times(const RigSettings& settings, bool spot, std::size_t fills) {
  FilledNode node(settings, spot);
  FillTimes times;
  for (std::size_t i = 0; i < fills + kWarm; ++i) node.clip(i < kWarm ? nullptr : &times);
  require(times.risked.count() == fills, "a clip of the measurement had no order");
  return times;
}

}  // namespace basis::bench
