#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <random>

#include "core/base/json_reader.hpp"
#include "tests/venues/wire/golden.hpp"

namespace basis {
namespace {

using namespace test;

namespace http = boost::beast::http;
using Request = http::request<http::string_body>;
using Fields = std::map<std::string, std::string>;

/// What an HTTP server sees; the bytes must be one request and nothing more.
Request parsed(std::string_view bytes) {
  http::request_parser<http::string_body> parser;
  boost::system::error_code fault;
  parser.eager(true);
  const std::size_t taken = parser.put(boost::asio::buffer(bytes.data(), bytes.size()), fault);
  REQUIRE_MESSAGE(!fault, fault.message());
  REQUIRE(taken == bytes.size());
  REQUIRE(parser.is_done());
  REQUIRE(parser.get().version() == 11);
  return parser.release();
}
std::string header(const Request& request, std::string_view name) {
  REQUIRE(request.count(name) == 1);
  return std::string(request[name]);
}

Fields form_fields(std::string_view text) {
  Fields fields;
  while (!text.empty()) {
    const std::string_view field = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), field.size() + 1));
    const std::size_t equals = field.find('=');
    REQUIRE(equals != std::string_view::npos);
    REQUIRE(fields.emplace(field.substr(0, equals), field.substr(equals + 1)).second);
  }
  return fields;
}
Fields json_fields(std::string_view text) {
  Fields fields;
  const auto document = parse_json(text);
  REQUIRE(document.has_value());
  for (const auto& [key, value] : document.value().as_object()) {
    std::string flat = boost::json::serialize(value);
    if (value.is_string()) flat = std::string(value.as_string());
    REQUIRE(fields.emplace(key, flat).second);
  }
  return fields;
}

/// Random commands for a market of random rules.
struct Draw {
  explicit Draw(std::uint64_t seed) : random(seed) {}

  std::int64_t below(std::int64_t end) { return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(end)); }
  std::int64_t power_of_ten(int most) {
    std::int64_t value = 1;
    for (std::int64_t zeros = below(most + 1); zeros > 0; --zeros) value *= 10;
    return value;
  }
  Market market(MarketId number, Product product, bool contracts) {
    Market made = product == Product::spot ? spot_market_of(number.value) : perp_market_of(number.value);
    made.native = "SYM" + std::to_string(below(1'000));
    made.tick = Price::from_raw((1 + below(9)) * power_of_ten(8));
    made.step = Quantity::from_raw((1 + below(9)) * power_of_ten(8));
    if (contracts) {
      made.contract_size = Quantity::from_raw((1 + below(9)) * 10'000 * power_of_ten(4));
      made.step = made.coins(Contracts::from_raw((1 + below(9)) * 10'000 * power_of_ten(4)));
    }
    return made;
  }
  OrderCommand order(const Market& market) {
    OrderCommand made;
    made.id = ids.make(static_cast<std::uint64_t>(below(1'000'000'000'000)));
    made.side = below(2) == 0 ? OrderSide::buy : OrderSide::sell;
    made.kind = static_cast<OrderKind>(below(kOrderKinds));
    made.reduce_only = !market.is_spot() && below(2) == 0;
    made.market = market.id;
    made.limit = Price::from_raw(market.tick.raw() * (1 + below(100'000'000)));
    made.size = Quantity::from_raw(market.step.raw() * (1 + below(1'000'000)));
    return made;
  }
  UtcTime time() { return UtcTime::from_nanos(1'000'000'000'000'000'000 + below(8'000'000'000'000'000'000)); }

  std::mt19937_64 random;
  ClientOrderIds ids = ClientOrderIds::create("prop", 0).value();
};

OrderCommand cancelled_order(OrderCommand order) {
  order.action = OrderAction::cancel;
  return order;
}

/// The order with its present limit and size as an amendment.
OrderCommand amended_order(OrderCommand order) {
  order.action = OrderAction::amend;
  order.kind = OrderKind::limit;
  return order;
}

std::string millis(UtcTime time) { return std::to_string(time.nanos() / 1'000'000); }

/// The numbers of an order as the venue reads them: its price, and coins.
void check_numbers(const Fields& fields, const char* price_key, const char* size_key, const OrderCommand& order,
                   const Market& market) {
  CHECK(fields.count(price_key) == (order.kind == OrderKind::market ? 0 : 1));
  if (order.kind != OrderKind::market) CHECK(from_text<Price>(fields.at(price_key)) == order.limit);
  const auto sent = from_text<Quantity>(fields.at(size_key));
  CHECK((market.contract_size ? market.coins(Contracts::from_raw(sent.raw())) : sent) == order.size);
}

void check_binance(const OrderCommand& order, const Market& market, UtcTime now, const binance::OrderEncoder& encoder) {
  const Request placed = parsed(encoded(encoder, order, now));
  CHECK(placed.method() == http::verb::post);
  CHECK(header(placed, "Content-Length") == std::to_string(placed.body().size()));
  CHECK(header(placed, "X-MBX-APIKEY") == kKey);
  const Fields fields = form_fields(placed.body());
  const std::string signed_part = placed.body().substr(0, placed.body().find("&signature="));
  CHECK(fields.at("signature") == openssl_hex(signed_part));
  CHECK(fields.at("timestamp") == millis(now));
  CHECK(fields.at("newClientOrderId") == order.id.view());
  CHECK(fields.at("symbol") == market.native);
  CHECK(fields.at("side") == (order.side == OrderSide::buy ? "BUY" : "SELL"));
  CHECK(fields.count("reduceOnly") == (order.reduce_only ? 1 : 0));
  check_numbers(fields, "price", "quantity", order, market);

  const Request cancelled = parsed(encoded(encoder, cancelled_order(order), now));
  CHECK(cancelled.method() == http::verb::delete_);
  CHECK(cancelled.body().empty());
  const std::string target(cancelled.target());
  const std::string query = target.substr(target.find('?') + 1);
  const Fields asked = form_fields(query);
  CHECK(asked.at("signature") == openssl_hex(query.substr(0, query.find("&signature="))));
  CHECK(asked.at("origClientOrderId") == order.id.view());
  CHECK(asked.at("timestamp") == millis(now));

  OrderCommand amendment = amended_order(order);
  if (market.is_spot()) amendment.limit = {};
  const Request amended = parsed(encoded(encoder, amendment, now));
  CHECK(amended.method() == http::verb::put);
  CHECK(amended.target() == (market.is_spot() ? "/api/v3/order/amend/keepPriority" : "/fapi/v1/order"));
  const Fields terms = form_fields(amended.body());
  CHECK(terms.at("signature") == openssl_hex(amended.body().substr(0, amended.body().find("&signature="))));
  CHECK(terms.at("origClientOrderId") == order.id.view());
  CHECK(from_text<Quantity>(terms.at(market.is_spot() ? "newQty" : "quantity")) == order.size);
  CHECK(terms.count("price") == (market.is_spot() ? 0 : 1));
  if (!market.is_spot()) CHECK(from_text<Price>(terms.at("price")) == order.limit);
}

Fields check_bybit_head(const Request& request, std::string_view path, UtcTime now) {
  CHECK(request.target() == path);
  CHECK(header(request, "Content-Length") == std::to_string(request.body().size()));
  CHECK(header(request, "X-BAPI-TIMESTAMP") == millis(now));
  CHECK(header(request, "X-BAPI-SIGN") ==
        openssl_hex(header(request, "X-BAPI-TIMESTAMP") + header(request, "X-BAPI-API-KEY") +
                    header(request, "X-BAPI-RECV-WINDOW") + request.body()));
  return json_fields(request.body());
}
void check_bybit(const OrderCommand& order, const Market& market, UtcTime now, const bybit::OrderEncoder& encoder) {
  const Fields fields = check_bybit_head(parsed(encoded(encoder, order, now)), "/v5/order/create", now);
  CHECK(fields.at("orderLinkId") == order.id.view());
  CHECK(fields.at("symbol") == market.native);
  CHECK(fields.at("side") == (order.side == OrderSide::buy ? "Buy" : "Sell"));
  CHECK(fields.count("reduceOnly") == (order.reduce_only ? 1 : 0));
  check_numbers(fields, "price", "qty", order, market);
  const OrderCommand cancel = cancelled_order(order);
  CHECK(check_bybit_head(parsed(encoded(encoder, cancel, now)), "/v5/order/cancel", now).at("orderLinkId") ==
        order.id.view());
  const Fields terms = check_bybit_head(parsed(encoded(encoder, amended_order(order), now)), "/v5/order/amend", now);
  CHECK(terms.at("orderLinkId") == order.id.view());
  check_numbers(terms, "price", "qty", amended_order(order), market);
}

Fields check_okx_head(const Request& request, std::string_view path, UtcTime now) {
  CHECK(request.target() == path);
  CHECK(header(request, "Content-Length") == std::to_string(request.body().size()));
  const std::string stamp = header(request, "OK-ACCESS-TIMESTAMP");
  CHECK(stamp.size() == 24);
  CHECK(UtcTime::parse(stamp).value().nanos() == now.nanos() / 1'000'000 * 1'000'000);
  CHECK(header(request, "OK-ACCESS-SIGN") == openssl_base64(stamp + "POST" + std::string(path) + request.body()));
  CHECK(header(request, "OK-ACCESS-KEY") == kKey);
  CHECK(header(request, "OK-ACCESS-PASSPHRASE") == kPassphrase);
  return json_fields(request.body());
}
void check_okx(const OrderCommand& order, const Market& market, UtcTime now, const okx::OrderEncoder& encoder) {
  const Request placed = parsed(encoded(encoder, order, now));
  const Fields fields = check_okx_head(placed, "/api/v5/trade/order", now);
  CHECK(header(placed, "expTime") == millis(now + kSecond * 5));
  CHECK(fields.at("clOrdId") == order.id.view());
  CHECK(fields.at("instId") == market.native);
  CHECK(fields.at("side") == (order.side == OrderSide::buy ? "buy" : "sell"));
  CHECK(fields.count("reduceOnly") == (order.reduce_only ? 1 : 0));
  check_numbers(fields, "px", "sz", order, market);
  const Request cancelled = parsed(encoded(encoder, cancelled_order(order), now));
  CHECK(check_okx_head(cancelled, "/api/v5/trade/cancel-order", now).at("clOrdId") == order.id.view());
  CHECK(cancelled.count("expTime") == 0);
  const Request amended = parsed(encoded(encoder, amended_order(order), now));
  const Fields terms = check_okx_head(amended, "/api/v5/trade/amend-order", now);
  CHECK(terms.at("clOrdId") == order.id.view());
  CHECK(header(amended, "expTime") == millis(now + kSecond * 5));
  check_numbers(terms, "newPx", "newSz", amended_order(order), market);
}

TEST_CASE("a server reads what was commanded") {
  constexpr std::uint64_t kSeed = 1024;
  CAPTURE(kSeed);
  Draw draw(kSeed);
  for (int round = 0; round < 150; ++round) {
    const auto spot = draw.market(kSpot, Product::spot, false);
    const auto perp = draw.market(kPerp, Product::linear, false);
    const auto swap = draw.market(kPerp, Product::linear, true);
    const auto binance_spot_orders = binance::OrderEncoder::create(Product::spot, settings("h", {spot}));
    const auto binance_perp_orders = binance::OrderEncoder::create(Product::linear, settings("h", {perp}));
    const auto bybit_both = bybit::OrderEncoder::create(settings("h", {spot, perp}));
    const auto okx_both = okx::OrderEncoder::create(settings("h", {spot, swap}), okx::Trading::real);
    for (int i = 0; i < 4; ++i) {
      const UtcTime now = draw.time();
      CAPTURE(now.to_string());
      check_binance(draw.order(spot), spot, now, binance_spot_orders.value());
      check_binance(draw.order(perp), perp, now, binance_perp_orders.value());
      check_bybit(draw.order(spot), spot, now, bybit_both.value());
      check_bybit(draw.order(perp), perp, now, bybit_both.value());
      check_okx(draw.order(spot), spot, now, okx_both.value());
      check_okx(draw.order(swap), swap, now, okx_both.value());
    }
  }
}

}  // namespace
}  // namespace basis
