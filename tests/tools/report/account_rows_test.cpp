#include "tools/report/account_rows.hpp"

#include <doctest/doctest.h>

namespace basis::test {
namespace {

TEST_CASE("accounts are told by what the book holds, what the venue said last, and the difference") {
  const Amount half = Amount::from_raw(Amount::kOne / 2);
  JsonWriter json;
  write_accounts(json, {{"binance", "binance:BaseToken:BTC", Amount::from_int(2), half},
                        {"binance_usdm", "binance_usdm:Perp:BTCUSDT", -half, Amount::from_int(-2)},
                        {"bybit", "bybit:BaseToken:USDT", Amount::from_int(7), std::nullopt}});
  CHECK(
      json.text() ==
      R"([{"account":"binance","instrument":"binance:BaseToken:BTC","book":"2","venue":"0.5","difference":"-1.5"},)"
      R"({"account":"binance_usdm","instrument":"binance_usdm:Perp:BTCUSDT","book":"-0.5","venue":"-2","difference":"-1.5"},)"
      R"({"account":"bybit","instrument":"bybit:BaseToken:USDT","book":"7","venue":null,"difference":null}])");
}

TEST_CASE("without accounts the array is empty") {
  JsonWriter json;
  write_accounts(json, {});
  CHECK(json.text() == "[]");
}

}  // namespace
}  // namespace basis::test
