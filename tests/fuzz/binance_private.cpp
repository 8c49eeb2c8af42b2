#include <string_view>

#include "tests/fuzz/private_world.hpp"
#include "venues/binance/errors.hpp"
#include "venues/binance/reports.hpp"

/// Any bytes as every private message of Binance: reports, or an error with a text. Nothing leaves by an exception.
namespace basis::fuzz {
namespace {

void read_all(binance::Reports& reports, std::string_view text) {
  binance::PrivateNews news;
  judge(reports.event(text, news));
  for (const OrderReport& report : news.orders)
    if (report.kind == ReportKind::fill && report.fee_known && report.fee_asset.value > 1000) std::abort();
  judge(reports.socket_answer(text));
  for (const OrderAction action : {OrderAction::create, OrderAction::cancel, OrderAction::amend})
    judge(reports.command_answer(text, action, {}));
  judge(reports.order(text));
  judge(reports.orders(text));
  judge(reports.trades(text));
  judge(reports.balances(text));
  judge(reports.positions(text));
  judge(reports.income(text));
  judge(reports.forced_orders(text));
  wire::JsonReader reader;
  const auto error = binance::error_of(reader, text);
  binance::classify(Product::spot, error.first, error.second, 400);
}

}  // namespace
}  // namespace basis::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace basis;
  static const fuzz::PrivateWorld world("binance");
  static const Market* const spot_markets[] = {&world.markets[0]};
  static const Market* const perp_markets[] = {&world.markets[1]};
  static binance::Reports spot(Product::spot, AccountId{}, world.universe, spot_markets);
  static binance::Reports perp(Product::linear, AccountId{}, world.universe, perp_markets);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  fuzz::read_all(spot, text);
  fuzz::read_all(perp, text);
  return 0;
}
