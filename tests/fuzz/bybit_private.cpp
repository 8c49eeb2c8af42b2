#include <string_view>

#include "tests/fuzz/private_world.hpp"
#include "venues/bybit/errors.hpp"
#include "venues/bybit/instruments.hpp"
#include "venues/bybit/reports.hpp"

/// Any bytes as every private message of Bybit: reports, or an error with a text. Nothing leaves by an exception.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace basis;
  static const fuzz::PrivateWorld world("bybit");
  static const Market* const markets[] = {&world.markets[0], &world.markets[1]};
  static bybit::Reports reports(AccountId{}, world.universe, markets);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  bybit::PrivateNews news;
  fuzz::judge(reports.event(text, news));
  for (const OrderReport& report : news.orders)
    if (report.kind == ReportKind::fill && report.fee_known && report.fee_asset.value > 1000) std::abort();
  fuzz::judge(reports.socket_answer(text));
  fuzz::judge(reports.orders(text));
  fuzz::judge(reports.fills(text));
  fuzz::judge(reports.positions(text));
  fuzz::judge(reports.withdrawable(text));
  fuzz::judge(reports.balances(text));
  fuzz::judge(reports.payments(text));
  wire::JsonReader reader;
  fuzz::judge(bybit::read_instruments(reader, text, markets));
  const auto error = bybit::error_of(reader, text);
  bybit::classify(error.first, error.second, 400);
  return 0;
}
