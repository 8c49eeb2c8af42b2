#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "core/config/load_config.hpp"
#include "core/instruments/universe.hpp"
#include "venues/okx/errors.hpp"
#include "venues/okx/instruments.hpp"
#include "venues/okx/reports.hpp"

/// Any bytes as every private message of OKX: reports, or an error with a text. Nothing leaves by an exception.
namespace basis::fuzz {
namespace {

/// A universe of a spot market and a swap, without any file.
struct OkxWorld {
  OkxWorld() : universe(Universe::build(settings()).value()) {
    markets.resize(2);
    markets[0].native = "BTC-USDT";
    markets[1].native = "BTC-USDT-SWAP";
    markets[1].product = Product::linear;
    markets[1].contract_size = Quantity::from_raw(1'000'000);
    for (Market& market : markets) {
      market.id = MarketId{static_cast<std::uint16_t>(&market - markets.data())};
      market.quote = universe.quote_asset();
    }
  }
  static Settings settings() {
    Settings made;
    made.mode.share_class = "USDT";
    made.mode.asset = "BTC";
    return made;
  }
  Universe universe;
  std::vector<Market> markets;
};

template <class T>
void judge(const Result<T>& result) {
  if (!result && result.error().text().empty()) std::abort();
}

}  // namespace
}  // namespace basis::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace basis;
  static const fuzz::OkxWorld world;
  const std::vector<const Market*> markets = {&world.markets[0], &world.markets[1]};
  okx::Reports reports(AccountId{}, world.universe, markets);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  client::PrivateNews news;
  fuzz::judge(reports.event(text, news));
  fuzz::judge(reports.orders(text));
  fuzz::judge(reports.fills(text));
  fuzz::judge(reports.balances(text));
  fuzz::judge(reports.positions(text));
  fuzz::judge(reports.payments(text));
  wire::JsonReader reader;
  okx::classify(okx::words_of(reader, text).code, 200);
  std::map<MarketId, std::int64_t> codes;
  fuzz::judge(okx::read_instruments(reader, text, markets, codes));
  return 0;
}
