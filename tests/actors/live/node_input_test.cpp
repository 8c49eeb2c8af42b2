#include "actors/live/node_input.hpp"

#include <doctest/doctest.h>

#include <random>

#include "tests/support/numbers.hpp"

namespace basis::test {
namespace {

/// One of each kind, in their order.
std::vector<node_input::Body> every_input() {
  node_input::Began began;
  began.mode = "btc_basis";
  began.settings = {"node.max_age=3", "pair.clip=0.1"};
  began.wallet = "0xabc";
  began.capital = amount("100000");
  OrderReport report;
  report.id = ClientOrderId::parse("live01x2y3").value();
  report.price = Price::from_int(60'000);
  AccountReport money;
  money.amount = amount("-3.5");
  OrderRecord record;
  record.filled = Quantity::parse("0.25").value();
  MarketDownload download;
  download.open.push_back(record);
  ControlCommand command;
  command.action = ControlAction::withdraw;
  command.by = "owner";
  command.amount = amount("12");
  const AccountId account{1};
  return {began,
          node_input::Fed{account, true, 7, "https://sim/api/v3/depth?symbol=BTCUSDT"},
          node_input::FeedLost{account, 9},
          node_input::OrderTold{account, report},
          node_input::AccountTold{account, money},
          node_input::NotSent{account, report.id, OrderAction::cancel, SendFailure::in_doubt},
          node_input::OrderFound{account, record},
          node_input::OrderMissing{account, report.id},
          node_input::QueryFailed{account, report.id},
          node_input::MarketFound{account, download},
          node_input::ReadinessChanged{account, MarketId{3}, {true, false}, Quantity::parse("-0.5").value()},
          node_input::StatusChanged{account, 3, "ready", utc("2026-03-02")},
          node_input::Alerted{account, "clock_drift", "by a second"},
          node_input::OffsetMeasured{account, Nanos{-5}},
          node_input::Collected{account, 4},
          node_input::Paid{"order-1", OrderStatus::accepted, "", amount("0.25")},
          node_input::Asked{command, amount("99")},
          node_input::Turned{},
          node_input::StopAsked{},
          node_input::Finished{},
          node_input::Warned{"journal", "journal_gone", "connection refused"},
          node_input::Limited{journal::KillRule::disk, KillState::reducing, "the journal's database is 121 s behind"}};
}

TEST_CASE("node inputs: every kind is read as it was written") {
  const auto all = every_input();
  REQUIRE(all.size() == std::variant_size_v<node_input::Body>);
  for (std::size_t kind = 0; kind < all.size(); ++kind) {
    CAPTURE(kind);
    CHECK(all[kind].index() == kind);
    const std::string bytes = encode_input(5, all[kind]);
    const auto read = decode_input(bytes);
    REQUIRE(read.has_value());
    CHECK(read->after_calls == 5);
    CHECK(read->body.index() == kind);
    CHECK(encode_input(5, read->body) == bytes);
  }
}

TEST_CASE("node inputs: bytes that are not those of one are refused, whatever they are") {
  std::mt19937_64 random(20261130);
  for (const node_input::Body& body : every_input()) {
    const std::string bytes = encode_input(0, body);
    for (std::size_t size = 0; size < bytes.size(); ++size) CHECK(!decode_input(bytes.substr(0, size)).has_value());
    CHECK(!decode_input(bytes + "x").has_value());
    for (int i = 0; i < 200; ++i) {
      std::string other = bytes;
      other[random() % other.size()] = static_cast<char>(random());
      if (const auto read = decode_input(other)) CHECK(encode_input(read->after_calls, read->body) == other);
    }
  }
  CHECK(!decode_input("").has_value());
  // Of another version.
  std::string began = encode_input(0, every_input().front());
  began[5] = 99;
  CHECK(!decode_input(began).has_value());
}

}  // namespace
}  // namespace basis::test
