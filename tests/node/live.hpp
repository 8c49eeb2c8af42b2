#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "actors/live/live_node.hpp"
#include "actors/live/session_recorder.hpp"
#include "actors/live/sim_wallet.hpp"
#include "core/config/changeable.hpp"
#include "core/config/node.hpp"
#include "core/execution/pair_terms.hpp"
#include "core/portfolio/attribution.hpp"
#include "core/results/event_line.hpp"
#include "tests/node/support.hpp"
#include "tests/support/numbers.hpp"
#include "venues/alchemy/simulator.hpp"
#include "venues/net/memory_network.hpp"
#include "venues/net/tapped_network.hpp"
#include "venues/registry.hpp"
#include "venues/sim/exchange_faults.hpp"
#include "venues/simulated_exchanges.hpp"

namespace basis::test {

/// What a live node said.
struct LiveHeard final : RunObserver, LiveObserver, TradingObserver {
  std::vector<JournalEntry> entries;
  std::vector<std::string> statuses;
  std::vector<std::string> alerts;
  std::vector<PairAlarm> alarms;
  PositionSet positions;
  Amount equity;
  Amount capital;
  AttributionAmounts attribution{};
  std::size_t steps = 0;

  void record(const JournalEntry& entry) override { entries.push_back(entry); }
  void close_step(const PnlView&, const PnlView& closed) override {
    ++steps;
    positions = closed.positions().positions;
    equity = closed.exposure().equity;
    capital = closed.totals.capital;
    attribution = closed.totals.attribution;
  }
  void outcome(const HotOutcome& outcome) override {
    if (const auto* alarmed = std::get_if<PairAlarmed>(&outcome)) alarms.push_back(alarmed->alarm);
  }
  void status(const std::string& account, const SessionStatus& status, UtcTime) override {
    statuses.push_back(account + " " + std::string(session_state_name(status.state)) + " " + status.text);
  }
  void alert(const std::string& account, const SessionAlert& alert, UtcTime) override {
    alerts.push_back(account + " " + alert.kind + " " + alert.text);
  }
};

/// A wallet that is asked for nothing that the journal does not have.
class JournalledWallet final : public Wallet {
 public:
  JournalledWallet(Wallet& wallet, Journal& journal) : wallet_(wallet), journal_(journal) {}
  void deposit(const Order& order, MoneyDone done) override {
    bool written = false;
    const auto read = journal_.read([&](const JournalEntry& entry) -> Result<void> {
      const auto* made = entry.as<journal::OrderMade>();
      written = written || (made != nullptr && made->order->client_id == order.client_id);
      return ok();
    });
    REQUIRE(read.has_value());
    CHECK(written);
    wallet_.deposit(order, std::move(done));
  }
  [[nodiscard]] bool moves() const override { return wallet_.moves(); }
  [[nodiscard]] std::string address() const override { return wallet_.address(); }

 private:
  Wallet& wallet_;
  Journal& journal_;
};

/// A live node and simulated Binance in one process, on a virtual clock: the whole of `basis live --against sim` but
/// for its sockets and processes.
class LiveWorld {
 public:
  static constexpr const char* kHost = "sim";
  static constexpr std::uint16_t kPort = 9000;

  /// Shares of the hedge by exchange, in percent.
  using Allocation = std::map<std::string, int>;
  explicit LiveWorld(const std::string& mode, std::uint64_t seed = 1, const std::vector<std::string>& more = {},
                     Amount capital = Amount::from_int(100'000), std::string_view from = "2026-03-02T10:00:00Z",
                     Nanos transfer_time = kSecond * 2, const Allocation& allocation = {{"binance", 100}},
                     const SimulatedExchanges::PathOf& path = {})
      : settings_(settings_of(mode, overrides(more, allocation))),
        node_settings_(load_node(shipped_configs(), {}).value()),
        capital_(capital),
        network_(UtcTime::parse(from).value(), seed) {
    for (const std::string& text : overrides(more, allocation)) overrides_.push_back({text});
    SimulatedExchangesSettings made;
    made.venues = {"binance"};
    for (const auto& [venue, share] : allocation)
      if (venue != "binance") made.venues.push_back(venue);
    sim::ClientSpec client;
    client.name = "node";
    client.key = "demo-key";
    client.secret = "demo-secret";
    client.passphrase = "demo-passphrase";
    for (const std::string& venue : made.venues) made.clients.clients[venue] = {client};
    made.clients.wallet.balances[settings_.mode.share_class] = capital;
    made.seed = seed;
    made.service.transfer_time = transfer_time;
    made.start = network_.now_utc();
    made.synthetic = !path;
    const std::vector<std::string> venues = made.venues;
    auto exchanges = SimulatedExchanges::create(settings_, std::move(made));
    REQUIRE_MESSAGE(exchanges.has_value(), exchanges.error().text());
    exchanges_ = std::move(exchanges).value();
    if (path)
      for (const std::string& venue : venues) exchanges_->draw_markets(venue, seed, network_.now_utc(), path);
    network_.serve(kHost, kPort, exchanges_->service());
    network_.set_latency({Nanos{200'000}, Nanos{900'000}}, {Nanos{200'000}, Nanos{900'000}});
    auto journal = Journal::create(folder_.path() / "journal.db");
    REQUIRE(journal.has_value());
    journal_ = std::move(journal).value();
    orders_ = OrderLog::open(folder_.path() / "orders.log").value();
  }

  /// Makes a node, the first time or from the journal, and starts it.
  void start() {
    auto markets = live_markets(settings_);
    REQUIRE_MESSAGE(markets.has_value(), markets.error().text());
    markets_ = std::make_unique<LiveMarkets>(std::move(markets).value());
    costs_.emplace(settings_.mode.execution, settings_.venues.at("alchemy"), no_costs_);
    wallet_ = std::make_unique<SimWallet>(markets_->universe, network_, endpoint());
    journalled_ = std::make_unique<JournalledWallet>(*wallet_, *journal_);
    auto made = LiveNode::create(parts());
    REQUIRE_MESSAGE(made.has_value(), made.error().text());
    node_ = std::move(made).value();
    node_->start();
  }

  /// Lets time pass; false when the node cannot go on. Then `error` says why.
  bool run_for(Nanos time) {
    const UtcTime until = network_.now_utc() + time;
    while (network_.now_utc() < until) {
      network_.run_until(std::min(until, network_.now_utc() + kTurn));
      if (const auto turned = node_->turn(); !turned) {
        error = turned.error().text();
        return false;
      }
    }
    return true;
  }

  /// Records what sessions send and hear, and what the node takes, from the next start on.
  void record(const std::filesystem::path& file) {
    auto made = SessionRecorder::create(file, network_.now_utc());
    REQUIRE_MESSAGE(made.has_value(), made.error().text());
    tapped_.clear();
    recorder_ = std::move(made).value();
    inputs_ = std::make_unique<NodeInputs>(network_, *recorder_);
  }
  void end_recording() {
    node_.reset();
    tapped_.clear();
    REQUIRE(recorder_->close().has_value());
  }

  /// Ends the node in order.
  void stop() {
    node_->stop();
    for (int i = 0; i < 2'000 && !node_->stopped(); ++i) run_for(kTurn);
    CHECK(node_->stopped());
    const auto finished = node_->finish();
    CHECK_MESSAGE(finished.has_value(), finished.error().text());
  }

  /// As `kill -9`: nothing is said to anybody, and what was not committed is lost.
  void kill() {
    end_process();
    open_files();
  }

  /// As `kill`, in the middle of a turn in which an order left, after `earlier` such turns: of that turn the journal
  /// has nothing. False when fewer left within so many turns.
  bool kill_uncommitted(int turns, std::uint64_t earlier) {
    const auto before = journal_->path().string();
    const TemporaryFolder kept;
    for (int turn = 0; turn < turns; ++turn) {
      const std::size_t known = orders_->read().size();
      for (const char* part : {"", "-wal", "-shm"})
        std::filesystem::copy_file(before + part, kept.path() / ("journal.db" + std::string(part)),
                                   std::filesystem::copy_options::overwrite_existing);
      const std::size_t moved = money_asked();
      REQUIRE_MESSAGE(run_for(kTurn), error);
      // Money is asked for once the journal has it: such a turn cannot be lost.
      if (orders_->read().size() == known || money_asked() != moved || earlier-- > 0) continue;
      end_process();
      for (const char* part : {"", "-wal", "-shm"}) {
        std::filesystem::remove(before + part);
        std::filesystem::copy_file(kept.path() / ("journal.db" + std::string(part)), before + part);
      }
      open_files();
      return true;
    }
    return false;
  }

  /// What the node holds by its book, and the venue by its own: they are equal to what is told, eight decimals.
  void check_reconciled() const {
    const Universe& universe = markets_->universe;
    for (const Instrument& instrument : universe.instruments()) {
      if (instrument.on_chain || node_->venues().session(instrument.account) == nullptr) continue;
      CAPTURE(instrument.key);
      const Amount book = node_->node().book()[instrument.id.index()].amount;
      CAPTURE(book.to_string());
      CAPTURE(at_venue(instrument).to_string());
      CHECK((book - at_venue(instrument)).abs() <= Amount::from_raw(Amount::kOne / 100'000'000));
    }
  }
  /// What the simulator's account holds of an instrument.
  [[nodiscard]] Amount at_venue(const Instrument& instrument) const {
    const Universe& theirs = exchanges_->universe();
    const auto id = theirs.find(instrument.key);
    Amount held;
    if (id)
      for (const auto& pool : client(universe().venue_of(instrument.account)).pools())
        held += pool.account->holdings()[id->index()].amount;
    return held;
  }

  [[nodiscard]] sim::ClientAccount& client(const std::string& venue = "binance") const {
    sim::ClientAccount* const found = exchanges_->service().client(venue, "node");
    REQUIRE(found != nullptr);
    return *found;
  }
  /// Of every exchange.
  [[nodiscard]] std::vector<sim::ClientAccount*> clients() const {
    std::vector<sim::ClientAccount*> all;
    for (const auto& venue : exchanges_->service().venues()) all.push_back(venue->clients().front());
    return all;
  }
  [[nodiscard]] std::vector<JournalEntry> journal_entries() {
    std::vector<JournalEntry> all;
    const auto read = journal_->read([&](JournalEntry entry) -> Result<void> {
      all.push_back(std::move(entry));
      return ok();
    });
    REQUIRE_MESSAGE(read.has_value(), read.error().text());
    return all;
  }
  [[nodiscard]] LiveNode& node() { return *node_; }
  /// Of the next start.
  [[nodiscard]] NodeSettings& node_settings() { return node_settings_; }
  [[nodiscard]] net::MemoryNetwork& network() { return network_; }
  [[nodiscard]] SimulatedExchanges& exchanges() { return *exchanges_; }
  [[nodiscard]] const Universe& universe() const { return markets_->universe; }
  [[nodiscard]] Amount capital() const { return capital_; }
  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] RemakeMode remake() const {
    return remake_mode(read_config_files(shipped_configs(), settings_.mode.mode).value(), overrides_);
  }
  [[nodiscard]] const LiveMarkets& markets() const { return *markets_; }
  [[nodiscard]] const CostCalculator& costs() const { return *costs_; }
  [[nodiscard]] Journal& journal() { return *journal_; }

  LiveHeard heard;
  std::string error;
  CapitalFlows flows;  ///< of the nodes that are started from here on
  static constexpr Nanos kTurn{5'000'000};

 private:
  /// Transfers and withdrawals that the venue and the wallet know of.
  [[nodiscard]] std::size_t money_asked() const {
    std::size_t asked = exchanges_->service().wallet().deposits.size();
    for (const sim::ClientAccount* each : clients()) asked += each->movements().size();
    return asked;
  }

  void end_process() {
    node_.reset();
    journalled_.reset();
    wallet_.reset();
    journal_.reset();
    orders_.reset();
    network_.drop_connections(kHost);
  }
  void open_files() {
    journal_ = Journal::open(folder_.path() / "journal.db").value();
    orders_ = OrderLog::open(folder_.path() / "orders.log").value();
  }
  static std::vector<std::string> overrides(std::vector<std::string> more, const Allocation& allocation) {
    for (const char* venue : {"binance", "bybit", "okx"}) {
      const auto share = allocation.find(venue);
      more.push_back(fmt::format("hedge_allocation.{}={}.{:02}", venue,
                                 share == allocation.end() ? 0 : share->second / 100,
                                 share == allocation.end() ? 0 : share->second % 100));
    }
    more.emplace_back("execution.delays=none");
    return more;
  }
  static net::Endpoint endpoint() { return {false, kHost, kPort, ""}; }
  static wire::ApiCredentials credentials() {
    return {Secret("demo-key"), Secret("demo-secret"), Secret("demo-passphrase")};
  }

  LiveNode::Parts parts() {
    LiveNode::Parts parts;
    parts.markets = markets_.get();
    parts.settings = &settings_;
    parts.node = node_settings_;
    parts.costs = &*costs_;
    parts.flows = &flows;
    parts.pair_terms = pair_terms(settings_.mode.pair);
    parts.remake = remake();
    parts.network = &network_;
    parts.session_settings = [](AccountId, FeedVenue venue) -> Result<SessionSettings> {
      SessionSettings made;
      made.endpoints = {endpoint(), endpoint(), endpoint(), endpoint(), endpoint()};
      made.credentials = credentials();
      made.transport = order_transport(venue, made.credentials, endpoint());
      return made;
    };
    parts.session = [this](FeedVenue venue, SessionSettings made, SessionListener& listener) {
      if (recorder_ == nullptr) return make_session(venue, std::move(made), network_, listener);
      tapped_.push_back(std::make_unique<net::TappedNetwork>(network_, recorder_->tap(venue)));
      return make_session(venue, std::move(made), *tapped_.back(), listener);
    };
    parts.access = [](FeedVenue venue) -> VenueAccess {
      wire::ApiCredentials own = credentials();
      const wire::Transport transport = order_transport(venue, own, endpoint());
      return {endpoint().authority(), std::move(own), transport};
    };
    parts.wallet = journalled_.get();
    parts.chain = std::make_shared<SimulatedChain>(markets_->universe, settings_, *costs_, capital_);
    parts.observer = &heard;
    parts.live = &heard;
    parts.trading = &heard;
    parts.journal = journal_.get();
    parts.orders = orders_.get();
    parts.node_id = "live01";
    parts.configuration = "test";
    parts.inputs = inputs_.get();
    parts.began.capital = capital_;
    return parts;
  }

  Settings settings_;
  std::vector<Override> overrides_;  ///< of it
  NodeSettings node_settings_;
  Amount capital_;
  TemporaryFolder folder_;
  std::unique_ptr<SimulatedExchanges> exchanges_;  ///< outlives the network
  net::MemoryNetwork network_;
  std::unique_ptr<LiveMarkets> markets_;
  CostTable no_costs_;
  std::optional<CostCalculator> costs_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<OrderLog> orders_;
  std::unique_ptr<SessionRecorder> recorder_;
  std::unique_ptr<NodeInputs> inputs_;
  std::vector<std::unique_ptr<net::TappedNetwork>> tapped_;
  std::unique_ptr<SimWallet> wallet_;
  std::unique_ptr<JournalledWallet> journalled_;
  std::unique_ptr<LiveNode> node_;
};

inline ControlCommand command_of(ControlAction action, std::optional<Amount> amount = {}) {
  ControlCommand command;
  command.action = action;
  command.by = "test";
  command.amount = amount;
  return command;
}

/// A fault in the simulator's own language; times count from now on.
inline void strike(LiveWorld& world, const std::string& entry) {
  sim::ExchangeService& service = world.exchanges().service();
  const auto faults = sim::parse_faults("faults:\n  trouble: " + entry + "\n", "trouble");
  REQUIRE_MESSAGE(faults.has_value(), (faults ? "" : faults.error().text()));
  for (sim::ExchangeFault fault : faults.value()) {
    if (fault.at) fault.at = *fault.at + (service.now() - service.start());
    service.faults().add(fault);
  }
}

/// As a person asks a running node; it is taken.
inline void ask(LiveWorld& world, const ControlCommand& command) {
  const auto taken = world.node().control(command, world.heard.equity);
  REQUIRE_MESSAGE(taken.has_value(), taken.error().text());
}

inline ControlCommand change_of(const std::string& key, const std::string& value) {
  ControlCommand command = command_of(ControlAction::set);
  command.key = key;
  command.value = value;
  command.reason = "it is calm";
  return command;
}

inline std::size_t count_of(const LiveHeard& heard, std::string_view type) {
  return static_cast<std::size_t>(
      std::ranges::count_if(heard.entries, [&](const JournalEntry& entry) { return event_type(entry) == type; }));
}

/// Sizes of the fills that count, by order and trade; one that counted twice has twice its size.
inline std::map<std::pair<VenueKey, VenueKey>, Quantity> fills_heard(const std::vector<JournalEntry>& entries) {
  std::map<std::pair<VenueKey, VenueKey>, Quantity> all;
  for (const JournalEntry& entry : entries)
    if (const auto* fill = entry.as<journal::FillHeard>(); fill != nullptr && !fill->fill.size.is_zero())
      all[{fill->fill.order, fill->fill.trade}] += fill->fill.size;
  return all;
}

/// Every fill of the exchanges was heard once. Exchanges write their ids in their own ways: where one writes no number,
/// sizes by market are compared.
inline void check_fills(LiveWorld& world, const std::vector<JournalEntry>& entries) {
  std::map<std::pair<VenueKey, VenueKey>, Quantity> at_binance;
  for (const sim::ClientFill& fill : world.client().fills())
    at_binance[{VenueKey::of(fill.order), VenueKey::of(fill.id)}] += fill.size;
  std::map<std::pair<std::string, Quantity>, int> others, others_heard;
  for (const sim::ClientAccount* client : world.clients())
    if (client != &world.client())
      for (const sim::ClientFill& fill : client->fills())
        ++others[{world.exchanges().universe()[fill.market].key, fill.size}];
  std::map<std::pair<VenueKey, VenueKey>, Quantity> heard;
  for (const JournalEntry& entry : entries) {
    const auto* fill = entry.as<journal::FillHeard>();
    if (fill == nullptr || fill->fill.size.is_zero()) continue;
    const Market& market = world.universe()[fill->fill.market];
    if (market.venue == "binance")
      heard[{fill->fill.order, fill->fill.trade}] += fill->fill.size;
    else
      ++others_heard[{market.key, fill->fill.size}];
  }
  CHECK(heard == at_binance);
  CHECK(others_heard == others);
}

/// What holds at the end of every run: book and venue are equal, every fill counts once and for its pair, no id was
/// used twice, nothing is unexplained.
inline void check_whole(LiveWorld& world) {
  world.check_reconciled();
  const std::vector<JournalEntry> entries = world.journal_entries();
  check_fills(world, entries);
  std::set<std::string> ids;
  for (const JournalEntry& entry : entries) {
    if (const auto* found = entry.as<journal::DifferenceFound>())
      FAIL_CHECK(entry.time.to_string() << ": " << found->text);
    if (const auto* fill = entry.as<journal::FillHeard>())
      CHECK((fill->pair != 0 || fill->fill.kind == EffectKind::venue_fill));
    const auto* sent = entry.as<journal::CommandSent>();
    if (sent != nullptr && sent->command.action == OrderAction::create)
      CHECK(ids.insert(std::string(sent->command.id.view())).second);
  }
  CHECK(!ids.empty());
  CHECK(world.heard.capital == world.capital());
  CHECK(attribution_sum(world.heard.attribution) == world.heard.equity - world.heard.capital);
}

}  // namespace basis::test
