#include "venues/binance/session_product.hpp"

namespace basis::binance {
namespace {

constexpr SessionProduct kSpot = {
    .product = Product::spot,
    .feed = "binance_spot",
    .public_target = "/stream",
    .market_target = "",
    .orders_target = "/ws-api/v3",
    .user_target = "/ws-api/v3",
    .listen_key = false,
    .public_streams = {"depth@100ms", "bookTicker", "trade"},
    .market_streams = {"", ""},
    .messages_a_second = 4,
    .time = {"GET", "/api/v3/time", 1, Security::open},
    .instruments = {"GET", "/api/v3/exchangeInfo", 20, Security::open},
    .book = {"GET", "/api/v3/depth", 50, Security::open},
    .open_orders = {"GET", "/api/v3/openOrders", 80},
    .order = {"GET", "/api/v3/order", 4},
    .cancel_all = {"DELETE", "/api/v3/openOrders", 1},
    .trades = {"GET", "/api/v3/myTrades", 20},
    .balances = {"GET", "/api/v3/account", 20},
    .positions = {},
    .income = {},
    .forced = {},
    .key_create = {},
    .key_renew = {},
    .leverage = {},
    .margin_type = {},
    .position_mode = {},
    .assets_mode = {},
    .dead_man = {},
    .trades_window = kDay,
    .trades_history = kDay * 365,
    .open_orders_weight = 6,
    .book_limit = 1000,
    .instruments_by_symbol = true,
    .transfer_out = "MAIN_UMFUTURE",
};

// The stream `trade` has no documented route here; aggregated trades are market data, as marks are.
constexpr SessionProduct kPerp = {
    .product = Product::linear,
    .feed = "binance_usdm",
    .public_target = "/public/stream",
    .market_target = "/market/stream",
    .orders_target = "/ws-fapi/v1",
    .user_target = "/private/ws/",
    .listen_key = true,
    .public_streams = {"depth@100ms", "bookTicker", ""},
    .market_streams = {"markPrice@1s", "aggTrade"},
    .messages_a_second = 8,
    .time = {"GET", "/fapi/v1/time", 1, Security::open},
    .instruments = {"GET", "/fapi/v1/exchangeInfo", 1, Security::open},
    .book = {"GET", "/fapi/v1/depth", 20, Security::open},
    .open_orders = {"GET", "/fapi/v1/openOrders", 40},
    .order = {"GET", "/fapi/v1/order", 1},
    .cancel_all = {"DELETE", "/fapi/v1/allOpenOrders", 1},
    .trades = {"GET", "/fapi/v1/userTrades", 5},
    .balances = {"GET", "/fapi/v3/balance", 5},
    .positions = {"GET", "/fapi/v3/positionRisk", 5},
    .income = {"GET", "/fapi/v1/income", 30},
    .forced = {"GET", "/fapi/v1/forceOrders", 50},
    .key_create = {"POST", "/fapi/v1/listenKey", 1, Security::keyed},
    .key_renew = {"PUT", "/fapi/v1/listenKey", 1, Security::keyed},
    .leverage = {"POST", "/fapi/v1/leverage", 1},
    .margin_type = {"POST", "/fapi/v1/marginType", 1},
    .position_mode = {"GET", "/fapi/v1/positionSide/dual", 30},
    .assets_mode = {"GET", "/fapi/v1/multiAssetsMargin", 30},
    .dead_man = {"POST", "/fapi/v1/countdownCancelAll", 10},
    .trades_window = kDay * 7,
    .trades_history = kDay * 90,
    .open_orders_weight = 1,
    .book_limit = 1000,
    .instruments_by_symbol = false,
    .transfer_out = "UMFUTURE_MAIN",
};

}  // namespace

const SessionProduct& session_product(Product product) { return product == Product::spot ? kSpot : kPerp; }

net::RateSettings default_limits(const SessionProduct& product) {
  const bool spot = product.product == Product::spot;
  net::RateSettings limits;
  limits.windows = {{"weight", &net::RateCost::weight, spot ? 6000 : 2400, kMinute, "X-MBX-USED-WEIGHT-1M"},
                    {"orders-10s", &net::RateCost::orders, spot ? 50 : 300, kSecond * 10, "X-MBX-ORDER-COUNT-10S"}};
  if (spot)
    limits.windows.push_back({"orders-1d", &net::RateCost::orders, 160'000, kDay, "X-MBX-ORDER-COUNT-1D"});
  else
    limits.windows.push_back({"orders-1m", &net::RateCost::orders, 1200, kMinute, "X-MBX-ORDER-COUNT-1M"});
  // A firewall's refusal ends by itself after some minutes without a request.
  limits.quiet_statuses[403] = kMinute * 5;
  return limits;
}

}  // namespace basis::binance
