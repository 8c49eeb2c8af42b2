#include "tools/fetch/chain_history.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <random>

#include "core/history/csv_file.hpp"
#include "tests/core/portfolio/support.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/rounds.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/tools/fetch/past_chain.hpp"
#include "tools/fetch/history_fetch.hpp"
#include "venues/aave_v3/calls.hpp"
#include "venues/chain_book.hpp"
#include "venues/net/memory_network.hpp"

namespace basis::test::chain_history_cases {
namespace {

const UtcTime kFirstBlock = utc("2026-11-01T00:00:11Z");

PastChain::Contracts contracts_of(const chain::ContractBook& book) {
  PastChain::Contracts all;
  all.multicall = book.contract("alchemy", "multicall3").value();
  all.pool = book.contract("aave_v3", "pool").value();
  all.oracle = book.contract("aave_v3", "oracle").value();
  for (const char* token : {"WETH", "USDT", "wstETH", "weETH"}) {
    all.tokens[token] = book.token(token).value().address;
    all.a_tokens[token] = book.contract("aave_v3", aave_v3::a_token_name(token)).value();
    all.debt_tokens[token] = book.contract("aave_v3", aave_v3::debt_token_name(token)).value();
  }
  return all;
}

/// Five days of blocks, a few of whose slots are left out.
std::vector<UtcTime> five_days() {
  std::vector<UtcTime> times;
  std::mt19937_64 random(5);
  for (UtcTime at = kFirstBlock; at < kFirstBlock + kDay * 5; at = at + kSecond * 12)
    if (times.empty() || random() % 100 != 0) times.push_back(at);
  return times;
}

struct ChainWorld {
  Settings settings = shipped("usdt_market_neutral");
  chain::ContractBook book = contract_book(settings, 1).value();
  PastChain chain{contracts_of(book), five_days()};
  net::MemoryNetwork network{utc("2026-11-07T00:00:00Z"), 3};
  ReadLimits limits{.per_second = 1'000, .batch = 50};
  ChainHistory::Report report;
  std::optional<Error> error;

  ChainWorld() { network.serve("node", 443, chain); }

  ChainHistory::Parts parts(const char* from, const char* to) const {
    return {1, chain.contracts_.multicall, utc(from), utc(to), chain_series(book, settings)};
  }
  /// False: it was ended after `most` steps of the network, or by an error.
  bool fetch(const std::filesystem::path& folder, const char* from, const char* to, int most = 1'000'000) {
    Manifest manifest(folder);
    const auto opened = manifest.open();
    REQUIRE_MESSAGE(opened.has_value(), opened.error().text());
    PatientReads reads(network, net::Endpoint::parse("https://node/v2/very-secret-key").value(), limits);
    ChainHistory work(manifest, reads, parts(from, to));
    error.reset();
    if (const auto started = work.start(); !started) {
      error = started.error();
      return false;
    }
    for (int step = 0; !work.done(); ++step) {
      if (step == most) return false;
      REQUIRE(network.run_next());
    }
    auto result = work.result();
    if (!result) {
      error = result.error();
      return false;
    }
    report = std::move(result).value();
    REQUIRE(describe_fetched(manifest).has_value());
    return true;
  }
  [[nodiscard]] std::uint64_t block_at(UtcTime at) const {
    return static_cast<std::uint64_t>(std::ranges::upper_bound(chain.times, at) - chain.times.begin()) - 1;
  }
};

std::map<std::string, std::string> files_of(const std::filesystem::path& folder) {
  std::map<std::string, std::string> all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      all[std::filesystem::relative(entry.path(), folder).string()] = read_whole_file(entry.path()).value();
  return all;
}

std::string row_at(const std::string& text, const std::string& time) {
  const std::size_t at = text.find("\n" + time);
  REQUIRE(at != std::string::npos);
  return text.substr(at + 1, text.find('\n', at + 1) - at - 1);
}

constexpr const char* kFrom = "2026-11-01T01:00:00Z";
constexpr const char* kTo = "2026-11-05T12:00:00Z";

}  // namespace

TEST_CASE("chain history: each hour is what contracts said in the last block at or before it") {
  ChainWorld world;
  const TemporaryFolder folder;
  const auto data = folder.path() / "data";
  REQUIRE(world.fetch(data, kFrom, kTo));
  CHECK(world.report.notes.empty());
  CHECK(world.report.faults.empty());
  const auto files = files_of(data);
  const std::size_t hours = 4 * 24 + 12;
  for (const auto& [path, header] : std::map<std::string, std::string>{
           {"aave_v3/WETH_1d.csv",
            "timestamp,liquidity_index,variable_borrow_index,liquidity_rate,variable_borrow_rate,total_supplied,"
            "total_variable_debt,price_usd\n"},
           {"lst/weETH_oracle_1h.csv", "timestamp,eth_per_token\n"},
           {"reserve/aave_v3_USDT_1h.csv",
            "timestamp,ltv,liquidation_threshold,liquidation_bonus,supply_cap,borrow_cap,active,frozen,paused,"
            "borrowing\n"},
           {"gas/ethereum_1h.csv", "timestamp,base_fee_gwei,priority_fee_p50_gwei\n"}}) {
    CAPTURE(path);
    CHECK(files.at(path).starts_with(header));
    CHECK(static_cast<std::size_t>(std::ranges::count(files.at(path), '\n')) == hours + 1);
  }
  CHECK(world.report.rows == hours * 11);
  for (UtcTime at = utc(kFrom); at <= utc(kTo); at = at + kHour) {
    const std::uint64_t block = world.block_at(at);
    CHECK(row_at(files.at("lst/wstETH_oracle_1h.csv"), at.to_string()) ==
          fmt::format("{},{}", at.to_string(), PastChain::rate_text(block)));
    CHECK(row_at(files.at("aave_v3/weETH_1d.csv"), at.to_string())
              .starts_with(fmt::format("{},{},", at.to_string(), PastChain::income_text(block))));
    CHECK(row_at(files.at("gas/ethereum_1h.csv"), at.to_string()) ==
          fmt::format("{},{},0.1", at.to_string(), format_decimal(7'000'000'000 + static_cast<i128>(block), 9)));
  }
  CHECK(row_at(files.at("reserve/aave_v3_WETH_1h.csv"), kFrom) ==
        std::string(kFrom) + ",0.8,0.83,1.05,1000,900,1,0,0,1");
  const std::string row = row_at(files.at("aave_v3/USDT_1d.csv"), kFrom);
  CHECK(row.find(",0.02,0.02,1.000") != std::string::npos);
  CHECK(row.ends_with(fmt::format(",{}", format_decimal(250'000'000'000 + world.block_at(utc(kFrom)), 8))));
  CHECK(files.at("dataset.yaml").find("aave_v3/WETH") != std::string::npos);
  CHECK(files.at("dataset.yaml").find("reserve") == std::string::npos);
  CHECK(files.at("manifest.json").find("secret") == std::string::npos);

  // Again: nothing is new, nothing changes; the batches were as allowed.
  REQUIRE(world.fetch(data, kFrom, kTo));
  CHECK(world.report.rows == 0);
  CHECK(files_of(data) == files);
  CHECK(world.chain.largest_batch == 50);
  CHECK(world.chain.calls.at("eth_getBlockByNumber") < hours * 8);
}

TEST_CASE("chain history: a fetch that is killed anywhere, or meets faults, ends in the same bytes") {
  ChainWorld world;
  const TemporaryFolder folder;
  REQUIRE(world.fetch(folder.path() / "whole", kFrom, kTo));
  const auto expected = files_of(folder.path() / "whole");
  for (std::uint64_t run = 0; run < rounds(6); ++run) {
    CAPTURE(run);
    std::mt19937_64 random(run);
    const auto data = folder.path() / fmt::format("killed{}", run);
    world.chain.fault = [&random, run](std::size_t) -> std::optional<std::optional<net::HttpResponse>> {
      if (run % 2 == 0) return std::nullopt;
      switch (random() % 20) {
        case 0: return net::HttpResponse{429, {{"Retry-After", "3"}}, "slow down"};
        case 1: return net::HttpResponse{503, {}, "no"};
        case 2: return net::HttpResponse{200, {}, R"([{"jsonrpc":"2.0","id":)"};
        case 3: return std::optional<net::HttpResponse>();
        default: return std::nullopt;
      }
    };
    int ends = 0;
    // Ranges that overlap, in any order of their ends.
    while (!world.fetch(data, run % 3 == 0 ? kFrom : "2026-11-03T07:00:00Z",
                        run % 2 == 0 ? kTo : "2026-11-04T03:00:00Z", 1 + static_cast<int>(random() % 40))) {
      CHECK_FALSE(world.error.has_value());
      REQUIRE(++ends < 500);
    }
    while (!world.fetch(data, kFrom, kTo, 1 + static_cast<int>(random() % 40))) REQUIRE(++ends < 500);
    CHECK(ends > 0);
    CHECK(files_of(data) == expected);
    world.chain.fault = nullptr;
  }
}

TEST_CASE("chain history: what was not there yet begins later, by date") {
  ChainWorld world;
  world.chain.listed_since["weETH"] = world.block_at(utc("2026-11-03T05:30:00Z"));
  world.chain.token_since["wstETH"] = world.block_at(utc("2026-11-02T05:30:00Z"));
  world.chain.multicall_since = world.block_at(utc("2026-11-01T20:30:00Z"));
  world.chain.token_since["weETH"] = 1'000'000;
  const TemporaryFolder folder;
  const auto data = folder.path() / "data";
  REQUIRE(world.fetch(data, "2026-10-31T22:00:00Z", kTo));
  const auto noted = [&](std::string_view note) {
    return std::ranges::any_of(world.report.notes, [note](const std::string& line) { return line == note; });
  };
  CHECK(noted("aave_v3/weETH: begins at 2026-11-03T06:00:00Z: its contracts were not there before"));
  CHECK(noted("reserve/aave_v3_weETH: begins at 2026-11-03T06:00:00Z: its contracts were not there before"));
  CHECK(noted("lst/wstETH_oracle: begins at 2026-11-02T06:00:00Z: its contracts were not there before"));
  CHECK(noted("aave_v3/WETH: begins at 2026-11-01T21:00:00Z: its contracts were not there before"));
  CHECK(noted("gas/ethereum: begins at 2026-11-01T01:00:00Z: its contracts were not there before"));
  CHECK(world.report.faults == std::vector<std::string>{"lst/weETH_oracle: no row from 2026-10-31T22:00:00Z to "
                                                        "2026-11-05T12:00:00Z: its contracts were not there yet"});
  CHECK(files_of(data).at("dataset.yaml").find("weETH_oracle") == std::string::npos);
}

TEST_CASE("chain history: what a node cannot say ends the fetch in one line, and what was taken stays") {
  const TemporaryFolder folder;
  int runs = 0;
  const auto fault = [&](const auto& change) {
    ChainWorld world;
    change(world);
    CHECK_FALSE(world.fetch(folder.path() / fmt::format("refused{}", ++runs), kFrom, kTo));
    REQUIRE(world.error.has_value());
    CHECK(world.error->lines.size() == 1);
    return world.error->text();
  };
  const auto starts = [](const std::string& text, std::string_view begin) {
    CAPTURE(text);
    CHECK(text.starts_with(begin));
  };
  ChainWorld plain;
  const auto block = plain.block_at(utc(kFrom));
  const std::string first = fmt::format("block {} of {}: ", block, plain.chain.times[block].to_string());
  starts(fault([](ChainWorld& world) { world.chain.chain_id = 5; }),
         "ALCHEMY__CHAIN_ID is 1, and the RPC is on chain 5");
  starts(fault([](ChainWorld& world) { world.chain.kept_since = 3'000; }),
         first + "the node keeps no state of it, an archive node does: missing trie node");
  const auto bent = [&](const char* method, const std::string& result) {
    return fault([&](ChainWorld& world) {
      world.chain.bend = [method, result](const std::string& of, boost::json::object& answer) {
        if (of == method) answer["result"] = result;
      };
    });
  };
  starts(bent("eth_call", "0x1234"), first);
  starts(bent("eth_feeHistory", "0x1"), first + "a fee history is no object");
  starts(bent("eth_chainId", "mainnet"), "");
  starts(bent("eth_getBlockByNumber", "0x1"), "the last block: a block is no object");
  starts(fault([&](ChainWorld& world) {
           world.chain.bend = [](const std::string& of, boost::json::object& answer) {
             if (of == "eth_getBlockByNumber" && answer["result"].at("number") != "0x0")
               answer["result"].as_object()["timestamp"] = "0x6000";
           };
         }),
         "the chain has no blocks behind its first");
  starts(fault([](ChainWorld& world) {
           world.chain.fault = [](std::size_t) {
             return std::optional(std::optional(net::HttpResponse{401, {}, "no"}));
           };
         }),
         "the RPC does not answer eth_chainId: HTTP 401 (the key in ALCHEMY__RPC_URL is not accepted)");
  starts(fault([](ChainWorld& world) {
           world.chain.fault = [](std::size_t) { return std::optional(std::optional<net::HttpResponse>()); };
         }),
         "the RPC does not answer eth_chainId: ");
  starts(fault([](ChainWorld& world) { world.chain.contracts_.a_tokens["WETH"] = world.chain.contracts_.multicall; }),
         "aave_v3/WETH: block ");
}

TEST_CASE("chain history: a folder of another chain is refused, hours that have not settled are left out") {
  ChainWorld world;
  const TemporaryFolder folder;
  const auto data = folder.path() / "data";
  // The last block is of shortly before midnight.
  REQUIRE(world.fetch(data, "2026-11-05T20:00:00Z", "2026-11-09T00:00:00Z"));
  CHECK(files_of(data).at("gas/ethereum_1h.csv").find("2026-11-05T23:00:00Z") != std::string::npos);
  CHECK(files_of(data).at("gas/ethereum_1h.csv").find("2026-11-06T00:00:00Z") == std::string::npos);
  REQUIRE(world.fetch(data, "2026-11-06T00:00:00Z", "2026-11-09T00:00:00Z"));
  REQUIRE(world.report.faults.size() == 1);
  CHECK(world.report.faults[0].starts_with("no hour from 2026-11-06T00:00:00Z has settled: the chain's last block"));

  Manifest manifest(data);
  REQUIRE(manifest.open().has_value());
  PatientReads reads(world.network, net::Endpoint::parse("https://node").value(), world.limits);
  auto parts = world.parts(kFrom, kTo);
  for (ChainSeries& series : parts.series) series.source = "chain 5";
  ChainHistory other(manifest, reads, parts);
  const auto started = other.start();
  REQUIRE(!started);
  CHECK(
      started.error().text().find("was fetched from chain 1, 0x87870Bca3F3fD6335C3F4ce8392D69350B4fA4E2, and is asked "
                                  "of chain 5: take another folder") != std::string::npos);
}

TEST_CASE("chain history: calls keep to the rate, and wait as long as the node wants") {
  ChainWorld world;
  world.limits = {.per_second = 10, .batch = 5};
  world.chain.fault = [](std::size_t request) -> std::optional<std::optional<net::HttpResponse>> {
    if (request == 3) return net::HttpResponse{429, {{"Retry-After", "40"}}, ""};
    return std::nullopt;
  };
  const TemporaryFolder folder;
  REQUIRE(world.fetch(folder.path() / "data", "2026-11-05T20:00:00Z", "2026-11-05T21:00:00Z"));
  const auto& loads = world.chain.loads;
  REQUIRE(loads.size() >= 5);
  for (std::size_t i = 1; i < loads.size(); ++i) {
    CHECK(loads[i].second <= 5);
    CHECK((loads[i].first - loads[i - 1].first).count >=
          kSecond.count * static_cast<std::int64_t>(loads[i - 1].second) / 10);
  }
  CHECK(loads[4].first - loads[3].first >= kSecond * 40);
}

}  // namespace basis::test::chain_history_cases
