#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/numbers.hpp"
#include "tests/venues/binance/shipped_universe.hpp"
#include "tools/trade/trade_actions.hpp"
#include "venues/net/memory_network.hpp"
#include "venues/registry.hpp"
#include "venues/simulated_exchanges.hpp"

namespace basis::test {

inline const UtcTime kTradeStart = utc("2026-11-28T12:00:00Z");
inline constexpr Nanos kTradeWait = kSecond * 30;

/// A desk on one of the simulated exchanges, over a network in memory.
class TradeWorld {
 public:
  explicit TradeWorld(const std::string& name, std::uint64_t seed = 1)
      : settings(ShippedUniverse::load()), network(kTradeStart, seed) {
    SimulatedExchangesSettings made;
    made.venues = {"binance", "bybit", "okx"};
    made.clients = sim::demo_clients(made.venues);
    made.seed = seed;
    made.start = kTradeStart;
    auto exchanges_made = SimulatedExchanges::create(settings, std::move(made));
    REQUIRE(exchanges_made.has_value());
    exchanges = std::move(exchanges_made).value();
    network.serve("venue.test", 443, exchanges->service());
    network.set_latency({Nanos{1'000'000}, Nanos{5'000'000}}, {Nanos{1'000'000}, Nanos{5'000'000}});
    auto opened = open_trade_account(settings, name);
    REQUIRE_MESSAGE(opened.has_value(), (opened ? "" : opened.error().text()));
    account = std::move(opened).value();
    // A unified account has two of them.
    const auto perp = account.find_market("--market", "Perp:BTCUSDT");
    market = perp ? perp.value() : account.find_market("--market", "BTCUSDT").value();
  }
  ~TradeWorld() { desk.reset(); }

  [[nodiscard]] TradeDesk::Parts parts() {
    TradeDesk::Parts made;
    made.account = &account;
    made.network = &network;
    made.run = [this](Nanos limit) { network.run_until(network.now_utc() + limit); };
    made.session = [this] {
      SessionSettings session;
      const net::Endpoint at{true, "venue.test", 443};
      session.endpoints = {at, at, at, at, at};
      session.credentials = {Secret("demo-key"), Secret("demo-secret"), Secret("demo-passphrase")};
      session.transport = order_transport(account.protocol, session.credentials, at);
      session.withdrawal_addresses = {std::string(sim::kWalletAddress)};
      return session;
    };
    made.interrupted = [this] { return interrupted; };
    made.tell = [this](const std::string& line) { told.push_back(line); };
    return made;
  }
  /// Opens the desk anew and connects it.
  void connect(std::optional<UtcTime> since = std::nullopt) {
    desk.reset();
    auto opened = TradeDesk::open(parts());
    REQUIRE_MESSAGE(opened.has_value(), (opened ? "" : opened.error().text()));
    desk = std::move(opened).value();
    const Result<void> connected = desk->connect(since, kTradeWait);
    REQUIRE_MESSAGE(connected.has_value(), (connected ? "" : connected.error().text()));
  }
  void fault(sim::ExchangeFaultKind kind, const std::string& on, int times = 1, Nanos seconds = {}) {
    sim::ExchangeFault made;
    made.kind = kind;
    made.on = on;
    made.times = times;
    made.seconds = seconds;
    exchanges->service().faults().add(std::move(made));
  }

  [[nodiscard]] OrderCommand command(const HandOrder& order) const {
    const auto read = read_order(order, account.universe[market]);
    REQUIRE_MESSAGE(read.has_value(), (read ? "" : read.error().text()));
    return read.value();
  }
  [[nodiscard]] HandLimits limits() const { return {amount("50000"), bps("50")}; }
  /// Sends an order that is no usage error.
  TradeReport send(const HandOrder& order, Nanos limit = kTradeWait) {
    auto report = send_order(*desk, command(order), limits(), limit);
    REQUIRE_MESSAGE(report.has_value(), (report ? "" : report.error().text()));
    return std::move(report).value();
  }
  /// A value of the first row of a report's table.
  [[nodiscard]] static std::string value(const TradeReport& report, const std::string& table,
                                         const std::string& column) {
    for (const TradeTable& each : report.tables) {
      if (each.name != table || each.rows.empty()) continue;
      for (std::size_t i = 0; i < each.columns.size(); ++i)
        if (each.columns[i] == column) return each.rows.front()[i];
    }
    return "?";
  }
  [[nodiscard]] static ClientOrderId id_of(const TradeReport& report) {
    return ClientOrderId::parse(value(report, "order", "id")).value();
  }

  Settings settings;
  std::unique_ptr<SimulatedExchanges> exchanges;  ///< outlives the network
  net::MemoryNetwork network;
  TradeAccount account;
  MarketId market;
  bool interrupted = false;
  std::vector<std::string> told;
  std::unique_ptr<TradeDesk> desk;
};

}  // namespace basis::test
