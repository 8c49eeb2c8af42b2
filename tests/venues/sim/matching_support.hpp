#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/marketdata/sync_policy.hpp"
#include "tests/core/marketdata/book_support.hpp"
#include "venues/sim/matching_engine.hpp"

namespace basis::test {

/// What the markets of `Trading` are called.
inline constexpr MarketId kSpotMarket{0};   ///< BTCUSDT of the spot account, tick 0.5, step 1
inline constexpr MarketId kPerpMarket{1};   ///< BTCUSDT of the margin account, likewise
inline constexpr MarketId kSwapMarket{2};   ///< the same in contracts of 0.01 coins, a step of one contract
inline constexpr MarketId kEtherMarket{3};  ///< ETHUSDT of the margin account
inline constexpr OrderKind kMarket = OrderKind::market;
inline constexpr OrderKind kLimit = OrderKind::limit;
inline constexpr OrderKind kIoc = OrderKind::limit_ioc;
inline constexpr OrderKind kFok = OrderKind::limit_fok;
inline constexpr OrderKind kPostOnly = OrderKind::post_only;
inline constexpr AccountId kSpotAccount{0};
inline constexpr AccountId kMarginAccount{1};
inline constexpr AssetId kUsdt{0};
inline constexpr AssetId kBtc{1};
inline constexpr AssetId kEther{2};
inline constexpr AssetId kBnb{3};

/// Taker 5 bps, maker 2 bps, liquidation 1 %; tiers: 1 % to 1,000, 2 % to 5,000, then 5 %.
inline Market made_market(MarketId id, Product product, AssetId base, AccountId account, InstrumentId position,
                          InstrumentId cash) {
  Market market;
  market.id = id;
  market.key = fmt::format("market {}", id.value);
  market.product = product;
  market.base = base;
  market.quote = kUsdt;
  market.account = account;
  market.position = position;
  market.cash = cash;
  market.tick = price("0.5");
  market.step = quantity("1");
  market.minimum_size = quantity("1");
  market.maximum_size = quantity("1000000");
  market.maker_fee = bps("2");
  market.taker_fee = bps("5");
  if (product == Product::spot) return market;
  market.liquidation_fee = bps("100");
  market.funding_interval = kHour * 8;
  market.margin_tiers = {{amount("1000"), fraction("0.01"), 50},
                         {amount("5000"), fraction("0.02"), 20},
                         {std::nullopt, fraction("0.05"), 5}};
  return market;
}

inline std::vector<Market> made_markets() {
  const auto id = [](int value) { return InstrumentId{static_cast<std::uint16_t>(value)}; };
  std::vector<Market> markets = {made_market(kSpotMarket, Product::spot, kBtc, kSpotAccount, id(1), id(0)),
                                 made_market(kPerpMarket, Product::linear, kBtc, kMarginAccount, id(4), id(3)),
                                 made_market(kSwapMarket, Product::linear, kBtc, kMarginAccount, id(5), id(3)),
                                 made_market(kEtherMarket, Product::linear, kEther, kMarginAccount, id(6), id(3))};
  markets[2].contract_size = quantity("0.01");
  markets[2].step = quantity("0.01");
  markets[2].minimum_size = quantity("0.01");
  return markets;
}

/// Two accounts with plenty of money and four markets without levels, each with its recorded book. Venue time is in
/// seconds.
struct Trading {
  explicit Trading(MatchingEngine::Options options = {}, const OrderEntrySettings& entry = {},
                   std::vector<Market> made = made_markets(), std::int64_t leverage = 5)
      : markets(std::move(made)),
        spot({kSpotAccount, 7, {{kUsdt, {0}}, {kBtc, {1}}, {kBnb, {2}}}, {&markets[0]}, 1}),
        margin({kMarginAccount, 7, {{kUsdt, {3}}}, {&markets[1], &markets[2], &markets[3]}, leverage}),
        engine(options),
        rules(entry) {
    for (const Market& market : markets) {
      books.push_back(std::make_unique<OrderBook>(BookSpec{.tick = market.tick, .sync = kBybitV5Sync}));
      engine.add({market, *books.back(), market.is_spot() ? spot : margin, rules});
    }
    for (const auto& [account, asset, size] :
         {std::tuple(kSpotAccount, kUsdt, "1000000"), std::tuple(kSpotAccount, kBtc, "1000"),
          std::tuple(kMarginAccount, kUsdt, "1000000")})
      REQUIRE(engine.transfer(account, asset, amount(size), now()));
    engine.forget_messages();
  }
  Trading(const Trading&) = delete;
  Trading& operator=(const Trading&) = delete;

  [[nodiscard]] UtcTime now() const { return second(clock); }

  /// A snapshot of a market's book, in its own unit.
  void snapshot(MarketId market, TextLevels bids, TextLevels asks) { record(market, bids, asks, true); }
  /// A recorded change of levels.
  void change(MarketId market, TextLevels bids, TextLevels asks) { record(market, bids, asks, false); }
  void record(MarketId market, TextLevels bids, TextLevels asks, bool whole) {
    ++ids;
    OwnUpdate update{.snapshot = whole, .chain = {ids, ids, 0, ids}, .bid_texts = bids, .ask_texts = asks};
    const BookUpdate view = update.view();
    books[market.index()]->apply(view, now());
    engine.book_changed(market, view, whole, now());
  }
  void lose(MarketId market) { books[market.index()]->invalidate(StaleReason::disconnected, now()); }
  void sold(MarketId market, const char* at, const char* size) {
    engine.traded(market, price(at), quantity(size), TakerSide::sell, now());
  }
  void bought(MarketId market, const char* at, const char* size) {
    engine.traded(market, price(at), quantity(size), TakerSide::buy, now());
  }
  void mark(MarketId market, const char* at) { engine.marked(market, price(at), now()); }

  [[nodiscard]] static OrderCommand order(MarketId market, const char* id, OrderSide side, const char* size,
                                          OrderKind kind, const char* limit = "0") {
    OrderCommand command;
    command.id = ClientOrderId::parse(id).value();
    command.side = side;
    command.kind = kind;
    command.market = market;
    command.limit = price(limit);
    command.size = quantity(size);
    return command;
  }
  void buy(MarketId market, const char* id, const char* size, OrderKind kind, const char* limit = "0") {
    engine.take(order(market, id, OrderSide::buy, size, kind, limit), now());
  }
  void sell(MarketId market, const char* id, const char* size, OrderKind kind, const char* limit = "0") {
    engine.take(order(market, id, OrderSide::sell, size, kind, limit), now());
  }
  void reduce(MarketId market, const char* id, OrderSide side, const char* size, OrderKind kind,
              const char* limit = "0") {
    OrderCommand command = order(market, id, side, size, kind, limit);
    command.reduce_only = true;
    engine.take(command, now());
  }
  void cancel(MarketId market, const char* id) {
    OrderCommand command = order(market, id, OrderSide::buy, "0", OrderKind::limit);
    command.action = OrderAction::cancel;
    engine.take(command, now());
  }
  void amend(MarketId market, const char* id, const char* size, const char* limit) {
    OrderCommand command = order(market, id, OrderSide::buy, size, OrderKind::limit, limit);
    command.action = OrderAction::amend;
    engine.take(command, now());
  }

  /// What was said of orders since the last call: one a line.
  std::string told() {
    std::string lines;
    for (const VenueMessage& message : engine.messages())
      if (const auto* report = std::get_if<OrderReport>(&message)) lines += line_of(*report);
    engine.forget_messages();
    return lines;
  }
  /// What was said of accounts, balances and positions left out.
  std::string booked() {
    std::string lines;
    for (const VenueMessage& message : engine.messages()) {
      const auto* report = std::get_if<AccountReport>(&message);
      if (report == nullptr || report->kind == AccountReportKind::balance ||
          report->kind == AccountReportKind::position)
        continue;
      lines += fmt::format("{} {} {}", account_report_kind_name(report->kind), report->market.value,
                           report->amount.to_string());
      if (!report->price.is_zero()) lines += fmt::format(" @ {}", report->price.to_string());
      if (!report->fee.is_zero()) lines += fmt::format(" fee {}", report->fee.to_string());
      lines += "\n";
    }
    engine.forget_messages();
    return lines;
  }
  static std::string line_of(const OrderReport& report) {
    const std::string id = report.id.is_set() ? std::string(report.id.view()) : "-";
    std::string line = fmt::format("{} {}", id, report_kind_name(report.kind));
    if (report.kind == ReportKind::fill) {
      static const std::map<Liquidity, const char*> kNames = {{Liquidity::maker, "maker"}, {Liquidity::taker, "taker"}};
      static const std::vector<std::string> kAssets = {"USDT", "BTC", "ETH", "BNB"};
      line += fmt::format(" {} @ {} {} fee {} {}", report.size.to_string(), report.price.to_string(),
                          kNames.at(report.liquidity), report.fee.to_string(), kAssets[report.fee_asset.index()]);
    } else if (report.kind == ReportKind::accepted || report.kind == ReportKind::amended) {
      line += fmt::format(" {}", report.size.to_string());
      if (!report.price.is_zero()) line += fmt::format(" @ {}", report.price.to_string());
    } else {
      if (report.kind == ReportKind::rejected && report.of != OrderAction::create)
        line += report.of == OrderAction::cancel ? " cancel" : " amend";
      if (report.reason != RejectReason::none) line += fmt::format(" {}", reject_reason_name(report.reason));
    }
    return line + "\n";
  }

  std::vector<Market> markets;
  ExchangeAccount spot;
  ExchangeAccount margin;
  MatchingEngine engine;
  OrderEntrySettings rules;
  std::vector<std::unique_ptr<OrderBook>> books;
  std::int64_t clock = 1;
  std::int64_t ids = 10;
};

}  // namespace basis::test
