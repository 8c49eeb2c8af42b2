#include "core/config/node.hpp"

#include <algorithm>

#include "tests/core/config/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// The fault lines of a load; empty when it succeeds.
std::vector<std::string> faults(const std::filesystem::path& configs, const std::vector<std::string>& overrides = {}) {
  const auto loaded = load_node(configs, overrides);
  if (loaded) return {};
  CHECK(loaded.error().kind == ErrorKind::usage);
  for (const std::string& line : loaded.error().lines) CHECK_MESSAGE(line.find('\n') == std::string::npos, line);
  return loaded.error().lines;
}

std::string line_of(const std::string& text, const std::string& part) {
  const std::size_t at = text.find(part);
  REQUIRE_MESSAGE(at != std::string::npos, part);
  return std::to_string(1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

}  // namespace

TEST_CASE("the shipped node is valid, and its numbers reach the typed settings") {
  const auto loaded = load_node(kShippedConfigs, {});
  REQUIRE_MESSAGE(loaded.has_value(), joined(faults(kShippedConfigs)));
  const NodeSettings& s = loaded.value();
  CHECK(s.max_age == kSecond * 30);
  CHECK(s.max_funding_age == kSecond * 600);
  CHECK(s.quote_size.at("BTC") == from_text<Quantity>("0.1"));
  CHECK(s.quote_size.at("ETH") == from_text<Quantity>("2"));
  CHECK(s.volatility_grid == kSecond);
  CHECK(s.volatility_half_life == kHour);
  CHECK(s.volatility_minimum_returns == 60);
  CHECK(s.price_band == from_text<BasisPoints>("50"));
  CHECK(s.maximum_order_notional == from_text<Amount>("50000"));
  CHECK(s.maximum_position.at("BTC") == from_text<Quantity>("2"));
  CHECK(s.maximum_gross == from_text<Amount>("1000000"));
  CHECK(s.daily_loss == from_text<Amount>("2000"));
  CHECK(s.orders_per_second == 10);
  CHECK(s.order_burst == 20);
  CHECK(s.total_orders_per_second == 50);
  CHECK(s.total_order_burst == 100);
  CHECK(s.max_risk_age == kSecond * 5);
  CHECK(s.receive_window == kSecond * 5);
  CHECK(s.hot_sockets);
  CHECK(s.queue_capacity == 16'384);
  CHECK(s.lanes.size() == 2);
  CHECK_FALSE(s.lanes.at("trading").core.has_value());
  CHECK_FALSE(s.lanes.at("trading").spins);
  for (const std::string& actor : placed_actors()) CHECK(s.lanes.contains(s.placement.at(actor)));
}

TEST_CASE("the shipped numbers of alerts are those that a file without them has") {
  const auto shipped = load_node(kShippedConfigs, {});
  const ConfigCopy copy;
  const std::string text = copy.read("node.yaml");
  const std::size_t begin = text.find("alerts:\n");
  copy.write("node.yaml", text.substr(0, begin) + text.substr(text.find("queues:\n")));
  const auto without = load_node(copy.path(), {});
  REQUIRE(shipped.has_value());
  REQUIRE_MESSAGE(without.has_value(), joined(faults(copy.path())));
  const AlertSettings& a = shipped.value().alerts;
  CHECK(a == without.value().alerts);
  CHECK(a.repeat == kHour);
  CHECK(a.session == kMinute);
  CHECK(a.clock == kSecond);
  CHECK(a.margin == from_text<Ratio>("0.1"));
  CHECK(a.day_loss == from_text<BasisPoints>("100"));
  CHECK(a.gas_money == from_text<Amount>("0.02"));
  CHECK(a.ca_file.empty());
}

TEST_CASE("a journal's database holds a node back by limits of which the second is over the first") {
  const auto shipped = load_node(kShippedConfigs, {});
  REQUIRE(shipped.has_value());
  const JournalLimits& limits = shipped.value().journal;
  CHECK(limits.reduce_lag == kSecond * 120);
  CHECK(limits.halt_lag == kHour);
  CHECK(limits.reduce_entries == 200'000);
  CHECK(limits.halt_entries == 5'000'000);
  CHECK(faults(kShippedConfigs, {"journal.halt_lag_seconds=121"}).empty());
  CHECK(faults(kShippedConfigs, {"journal.halt_lag_seconds=0", "journal.halt_lag_entries=0"}).empty());
  const auto refused = [](const std::string& over, const std::string& says) {
    const auto lines = faults(kShippedConfigs, {over});
    REQUIRE(lines.size() == 1);
    CHECK_MESSAGE(lines.front().find(says) != std::string::npos, lines.front());
  };
  refused("journal.halt_lag_seconds=120",
          "--set: journal.halt_lag_seconds: 120 is not over journal.max_lag_seconds of 120 (allowed: 0, or more than");
  refused("journal.max_lag_entries=0", "journal.halt_lag_entries: 5000000 is not over journal.max_lag_entries of 0");
  refused("journal.max_lag_seconds=-1", "journal.max_lag_seconds: -1 is out of range");
  refused("journal.max_lag_second=1", "did you mean 'journal.max_lag_seconds'?");
}

TEST_CASE("withdrawals go nowhere unless an address is listed, and what is listed is an address") {
  const auto none = load_node(kShippedConfigs, {});
  REQUIRE(none.has_value());
  CHECK(none.value().withdrawal_addresses.empty());
  const std::string first = "0x00000000000000000000000000000000000000aB";
  const std::string second = "0x0000000000000000000000000000000000000002";
  const auto two = load_node(kShippedConfigs, {"withdrawal_addresses.binance=" + first + "," + second});
  REQUIRE_MESSAGE(two.has_value(), (two ? std::string() : joined(two.error().lines)));
  CHECK(two.value().withdrawal_addresses.at("binance") == std::vector<std::string>{first, second});
  for (const char* wrong :
       {"0x1", "0000000000000000000000000000000000000000002", "0x000000000000000000000000000000000000000g"}) {
    const auto lines = faults(kShippedConfigs, {std::string("withdrawal_addresses.binance=") + wrong});
    REQUIRE(lines.size() == 1);
    CHECK_MESSAGE(
        lines.front().find(std::string("withdrawal_addresses.binance: '") + wrong +
                           "' is no address of Ethereum (allowed: 0x and 40 hexadecimal digits)") != std::string::npos,
        lines.front());
  }
}

TEST_CASE("overrides are laid over the file, later ones win") {
  const auto loaded =
      load_node(kShippedConfigs,
                {"pricing.quote_size.BTC=0.3", "pricing.quote_size.BTC=0.25", "lanes.trading.core=1",
                 "lanes.trading.idle=spin", "lanes.third.idle=yield", "placement.risk=third", "hot_sockets=false"});
  REQUIRE(loaded.has_value());
  CHECK(loaded.value().quote_size.at("BTC") == from_text<Quantity>("0.25"));
  CHECK(loaded.value().lanes.at("trading").core == 1U);
  CHECK(loaded.value().lanes.at("trading").spins);
  CHECK(loaded.value().placement.at("risk") == "third");
  CHECK_FALSE(loaded.value().hot_sockets);
}

TEST_CASE("each fault from the command line is one line with --set, key, value and what is allowed") {
  struct Row {
    std::string override;
    std::vector<std::string> says;
  };
  const Row rows[] = {
      {"nonsense", {"--set", "'nonsense' is not of the form key=value"}},
      {"=1", {"--set", "'=1' is not of the form key=value"}},
      {"pricing.max_age_second=3",
       {"--set", "unknown key 'pricing.max_age_second'", "did you mean 'pricing.max_age_seconds'?"}},
      {"pricing.max_age_seconds=0", {"--set: pricing.max_age_seconds: 0", "[1, 3600]"}},
      {"pricing.max_age_seconds=2.5", {"--set: pricing.max_age_seconds: '2.5'", "whole number", "[1, 3600]"}},
      {"pricing.max_age_seconds=", {"--set: pricing.max_age_seconds"}},
      {"pricing.quote_size.BTC=0", {"--set: pricing.quote_size.BTC: 0", "(0, )"}},
      {"pricing.quote_size.BTC=-1", {"--set: pricing.quote_size.BTC: -1", "(0, )"}},
      {"pricing.quote_size.BTC=0.123456789", {"--set: pricing.quote_size.BTC: ", "0.123456789", "8 decimals"}},
      {"pricing.quote_size.BTC=3", {"limits.maximum_position.BTC: 2", "pricing.quote_size of 3"}},
      {"pricing.quote_size.SOL=3", {"limits.maximum_position.SOL: missing", "pricing.quote_size names the asset"}},
      {"limits.maximum_position.BTC=0.05", {"--set: limits.maximum_position.BTC: 0.05", "pricing.quote_size of 0.1"}},
      {"limits.price_band_bps=0", {"--set: limits.price_band_bps: 0", "(0, 10000)"}},
      {"limits.daily_loss=0", {"--set: limits.daily_loss: 0", "(0, )"}},
      {"limits.receive_window_milliseconds=60001", {"--set: limits.receive_window_milliseconds: 60001", "[1, 60000]"}},
      {"limits.dead_man_seconds=601", {"--set: limits.dead_man_seconds: 601", "[0, 600]"}},
      {"alerts.repeat_seconds=-1", {"--set: alerts.repeat_seconds: -1", "[0, 604800]"}},
      {"alerts.session_seconds=86401", {"--set: alerts.session_seconds: 86401", "[0, 86400]"}},
      {"alerts.margin_ratio=11", {"--set: alerts.margin_ratio: 11", "[0, 10]"}},
      {"alerts.day_loss_bps=10001", {"--set: alerts.day_loss_bps: 10001", "[0, 10000]"}},
      {"alerts.gas_money=-1", {"--set: alerts.gas_money: -1", "[0, )"}},
      {"alerts.gas_mony=1", {"--set", "unknown key 'alerts.gas_mony'", "did you mean 'alerts.gas_money'?"}},
      {"hot_sockets=sometimes", {"--set: hot_sockets: 'sometimes'", "true", "false"}},
      {"queues.capacity=63", {"--set: queues.capacity: 63", "[64, 1048576]"}},
      {"lanes.trading.core=1024", {"--set: lanes.trading.core: 1024", "[0, 1023]"}},
      {"lanes.trading.core=-1", {"--set: lanes.trading.core: -1", "[0, 1023]"}},
      {"lanes.trading.idle=sleep", {"--set: lanes.trading.idle: 'sleep'", "(allowed: spin | yield)"}},
      {"lanes.extra.core=1", {"lanes.extra.idle: missing", "spin | yield"}},
      {"placement.risk=nowhere", {"--set: placement.risk: 'nowhere' is no lane", "(allowed: trading | watch)"}},
      {"placement.riskk=watch",
       {"--set: placement.riskk: there is no such actor", "(allowed: pricing | risk | pair_sender)"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.override);
    const auto lines = faults(kShippedConfigs, {row.override});
    CHECK_MESSAGE(lines.size() == 1, joined(lines));
    CHECK_MESSAGE(lines_with(lines, row.says) == 1, joined(lines));
  }
}

TEST_CASE("each fault of the file is one line with file and line") {
  struct Row {
    std::string from, to;
    std::vector<std::string> says;  ///< besides the place
    bool placed = true;             ///< what is missing stands on no line
  };
  const Row rows[] = {
      {"max_age_seconds: 30 ", "max_age_seconds: 9999 ", {"pricing.max_age_seconds: 9999", "[1, 3600]"}},
      {"max_age_seconds: 30 ", "maxage_seconds: 30 ", {"unknown key 'pricing.maxage_seconds'"}},
      {"risk: watch", "risk: wach", {"placement.risk: 'wach' is no lane", "(allowed: trading | watch)"}},
      {"  risk: watch", "", {"placement.risk: missing", "(allowed: trading | watch)"}, false},
      {"maximum_position: {BTC: 2, ETH: 40}",
       "maximum_position: {BTC: 2}",
       {"limits.maximum_position.ETH: missing"},
       false},
      {"maximum_position: {BTC: 2, ETH: 40}",
       "maximum_position: {BTC: 2, ETH: 1}",
       {"limits.maximum_position.ETH: 1 is under pricing.quote_size of 2"}},
      {"  daily_loss: 2000 ", "  #", {"limits.daily_loss: missing", "(0, )"}, false},
      {"watch: {idle: yield}", "watch: {idle: doze}", {"lanes.watch.idle: 'doze'", "(allowed: spin | yield)"}},
      {"capacity: 16384", "capacity: [1, 2]", {"queues.capacity: [1, 2] is a list"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.to);
    const ConfigCopy copy;
    copy.replace("node.yaml", row.from, row.to);
    std::vector<std::string> says = row.says;
    const std::string text = copy.read("node.yaml");
    says.push_back(row.placed ? "node.yaml:" + line_of(text, row.to) + ":" : "node.yaml:");
    const auto lines = faults(copy.path());
    // A key that is spelled wrong is missing as well.
    const bool renamed = row.to.starts_with("maxage");
    CHECK_MESSAGE(lines.size() == (renamed ? 2 : 1), joined(lines));
    CHECK_MESSAGE(lines_with(lines, says) == 1, joined(lines));
  }
}

TEST_CASE("all faults come at once; a file that is not there or no YAML is one too") {
  const auto lines = faults(kShippedConfigs, {"pricing.max_age_seconds=0", "queues.capacity=1", "nothing.here=1"});
  CHECK(lines.size() == 3);
  CHECK(
      faults(kShippedConfigs, {"placement.risk=x", "placement.pricing=y", "limits.maximum_position.BTC=0.05"}).size() ==
      3);
  const ConfigCopy copy;
  copy.write("node.yaml", "pricing: [unclosed\n");
  CHECK(lines_with(faults(copy.path()), {"node.yaml"}) == 1);
  copy.write("node.yaml", "");
  CHECK(lines_with(faults(copy.path()), {"node.yaml"}) == 1);
  std::filesystem::remove(copy.path() / "node.yaml");
  CHECK(lines_with(faults(copy.path()), {"node.yaml"}) == 1);
}

TEST_CASE("without an asset there is nothing to price") {
  const ConfigCopy copy;
  copy.replace("node.yaml", "  quote_size: {BTC: 0.1, ETH: 2} ", "  #");
  const auto lines = faults(copy.path());
  CHECK_MESSAGE(lines.size() == 1, joined(lines));
  CHECK(lines_with(lines, {"node.yaml", "pricing.quote_size: names no asset"}) == 1);
}
