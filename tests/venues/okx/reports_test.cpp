#include "venues/okx/reports.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "tests/support/numbers.hpp"
#include "tests/venues/binance/shipped_universe.hpp"
#include "venues/okx/errors.hpp"

namespace basis {
namespace {

using namespace test;

/// A message of the venue's documentation, with our market and order in it.
std::string message(const std::string& name) {
  std::ifstream file(source_dir() / "tests/fixtures/okx/private" / (name + ".json"), std::ios::binary);
  REQUIRE_MESSAGE(file.good(), name);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Reading {
  Reading()
      : spot(&world.market(Product::spot, "BTC-USDT", "okx")),
        swap(&world.market(Product::linear, "BTC-USDT-SWAP", "okx")),
        reports(*swap->account, *world.universe, std::vector<const Market*>{spot, swap}) {}
  const client::PrivateNews& event(const std::string& name) {
    const auto read = reports.event(message(name), news);
    REQUIRE_MESSAGE(read.has_value(), (read ? "" : read.error().text()));
    return news;
  }
  const OrderReport& order(const std::string& name) {
    REQUIRE(event(name).orders.size() == 1);
    return news.orders.front();
  }
  [[nodiscard]] AssetId asset(const char* name) const { return *world.universe->find_asset(name); }

  ShippedUniverse world;
  const Market* spot;
  const Market* swap;
  okx::Reports reports;
  client::PrivateNews news;
};

TEST_CASE("OKX reports: an order is open, fills in contracts that are coins here, and pays or receives") {
  Reading read;
  OrderReport report = read.order("order_live");
  CHECK(report.kind == ReportKind::accepted);
  CHECK(report.id.view() == "nodea1");
  CHECK(report.order == VenueKey::of(680800019749904384));
  CHECK(report.size == quantity("1.5"));
  CHECK(report.price == price("60123.4"));
  report = read.order("order_fill");
  CHECK(report.kind == ReportKind::fill);
  CHECK(report.size == quantity("0.5"));
  CHECK(report.filled == quantity("0.5"));
  CHECK(report.trade == VenueKey::of(242589207));
  CHECK(report.liquidity == Liquidity::maker);
  CHECK(report.fee == amount("6.01234"));
  CHECK(report.fee_asset == read.asset("USDT"));
  report = read.order("order_rebate");
  CHECK(report.fee == amount("-1.202468"));
  CHECK(report.filled == quantity("1.5"));
  report = read.order("order_spot_fill");
  CHECK(report.market == read.spot->id);
  CHECK(report.size == quantity("0.00166"));
  CHECK(report.fee_asset == read.asset("BTC"));
}

TEST_CASE("OKX reports: ends have the venue's reason, amendments what became of them") {
  Reading read;
  OrderReport report = read.order("order_post_only");
  CHECK(report.kind == ReportKind::cancelled);
  CHECK(report.reason == RejectReason::post_only);
  report = read.order("order_canceled");
  CHECK(report.kind == ReportKind::cancelled);
  CHECK(report.reason == RejectReason::none);
  CHECK(report.filled == quantity("0.5"));
  report = read.order("order_amended");
  CHECK(report.kind == ReportKind::amended);
  CHECK(report.price == price("60100"));
  CHECK(report.size == quantity("2"));
  report = read.order("order_amend_failed");
  CHECK(report.kind == ReportKind::rejected);
  CHECK(report.of == OrderAction::amend);
  CHECK(report.reason == RejectReason::funds);
}

TEST_CASE("OKX reports: liquidations and ADL are events of the account, with negative trade ids") {
  Reading read;
  for (const auto& [name, origin, kind] :
       {std::tuple("order_liquidation", FillOrigin::liquidation, AccountReportKind::liquidation),
        std::tuple("order_adl", FillOrigin::deleveraging, AccountReportKind::deleveraging)}) {
    const client::PrivateNews& news = read.event(name);
    REQUIRE(news.orders.size() == 1);
    CHECK(news.orders[0].origin == origin);
    CHECK_FALSE(news.orders[0].id.is_set());
    REQUIRE(news.accounts.size() == 1);
    CHECK(news.accounts[0].kind == kind);
    CHECK(news.accounts[0].amount == amount("-0.5"));
  }
  const auto fills = read.reports.fills(message("fills"));
  REQUIRE(fills.has_value());
  REQUIRE(fills.value().rows.size() == 2);
  // The newest comes last here.
  CHECK(fills.value().rows[0].origin == FillOrigin::liquidation);
  CHECK(fills.value().rows[0].trade == VenueKey::of(-17));
  CHECK(fills.value().rows[1].id.view() == "nodea1");
  CHECK(fills.value().rows[1].fee == amount("6.01234"));
  CHECK(fills.value().oldest == "680800019754098600");
}

TEST_CASE("OKX reports: balances are without unrealised profit, positions in coins") {
  Reading read;
  const auto& accounts = read.event("account").accounts;
  REQUIRE(accounts.size() == 2);
  CHECK(accounts[0].asset == read.asset("USDT"));
  CHECK(accounts[0].amount == amount("2000"));
  CHECK(accounts[0].available == amount("1500.5"));
  CHECK(accounts[0].withdrawable == amount("1490.5"));
  CHECK(accounts[1].amount == amount("1.5"));
  CHECK(accounts[1].available == amount("1.25"));
  const client::PrivateNews& news = read.event("positions");
  REQUIRE(news.accounts.size() == 1);
  CHECK(news.accounts[0].amount == amount("-0.105"));
  CHECK(news.accounts[0].price == price("60050.12345678"));
  CHECK(news.kind == client::PrivateKind::config_changed);
  CHECK(news.leverage == 5);
  CHECK(read.event("positions").kind == client::PrivateKind::news);
  const auto hedge = read.reports.event(message("positions_hedge"), read.news);
  REQUIRE(!hedge);
  CHECK(hedge.error().text().find("posSide") != std::string::npos);
  const auto paid = read.reports.payments(message("bills"));
  REQUIRE(paid.value().rows.size() == 1);
  CHECK(paid.value().rows[0].amount == amount("0.021933823221"));
  CHECK(paid.value().rows[0].id == VenueKey::of(623950854533513219));
  // An account that lists nothing has nothing.
  const auto none = read.reports.balances(R"({"code":"0","data":[{"details":[]}],"msg":""})");
  REQUIRE(none.has_value());
  CHECK(none.value().size() >= 2);
  for (const AccountReport& report : none.value()) CHECK(report.amount.is_zero());
}

TEST_CASE("OKX reports: what cannot be read names its field") {
  Reading read;
  std::string text = message("order_fill");
  const auto broken = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    changed.replace(changed.find(from), from.size(), to);
    const auto result = read.reports.event(changed, read.news);
    REQUIRE(!result);
    return result.error().text();
  };
  CHECK(broken(R"("fillSz":"50")", R"("fillSz":"x")").find("fillSz") != std::string::npos);
  CHECK(broken(R"("state":"partially_filled")", R"("state":"odd")").find("'odd' is not known") != std::string::npos);
  CHECK(broken(R"("uTime":"1708679675246")", R"("other":"1")").find("uTime") != std::string::npos);
}

TEST_CASE("OKX errors: every code of the table has the class that the venue means") {
  using enum ErrorClass;
  struct Row {
    std::int64_t code;
    unsigned status;
    ErrorClass kind;
    RejectReason reason = RejectReason::other;
  };
  const std::vector<Row> rows = {
      {51008, 200, refused, RejectReason::funds},
      {51006, 200, refused, RejectReason::price_band},
      {51020, 200, refused, RejectReason::size},
      {51121, 200, refused, RejectReason::step},
      {51169, 200, refused, RejectReason::reduce_only},
      {51400, 200, refused, RejectReason::unknown_order},
      {51603, 200, refused, RejectReason::unknown_order},
      {51016, 200, refused, RejectReason::duplicate_id},
      {54030, 200, refused, RejectReason::size},
      {50004, 400, unknown},
      {51054, 200, unknown},
      {51149, 0, unknown},
      {50001, 503, later, RejectReason::later},
      {50011, 429, later, RejectReason::later},
      {50013, 429, later, RejectReason::later},
      {50026, 500, later, RejectReason::later},
      {50061, 200, later, RejectReason::later},
      {51030, 200, later, RejectReason::later},
      {50103, 401, config},
      {50113, 401, config},
      {50114, 401, config},
      {50119, 401, config},
      {50120, 401, config},
      {51010, 200, config},
      {50101, 401, config},
      {50102, 401, clock},
      {60006, 0, clock},
      {51410, 200, already_so},
      {-1, 502, unknown},
      {-1, 200, unknown},
      {-1, 403, later, RejectReason::later},
      {77777, 200, refused},
  };
  for (const Row& row : rows) {
    CAPTURE(row.code);
    const VenueError error = okx::classify(row.code, row.status);
    CHECK(error.kind == row.kind);
    CHECK(error.reason == row.reason);
  }
  wire::JsonReader reader;
  CHECK(okx::words_of(reader, message("place_refused")).code == 51008);
  CHECK(okx::words_of(reader, message("place_receipt")).code == 0);
  CHECK(okx::words_of(reader, "<html>").code == -1);
}

}  // namespace
}  // namespace basis
