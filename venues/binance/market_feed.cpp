#include "venues/binance/market_feed.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "venues/binance/instruments.hpp"

namespace basis::binance {

Result<std::unique_ptr<MarketFeed>> BinanceMarketFeed::create(Product product, MarketFeedSettings settings,
                                                              net::Network& network, MarketFeedListener& listener) {
  if (settings.markets.empty()) return Error(ErrorKind::usage, "a feed of Binance without a market");
  for (const Market* market : settings.markets)
    if (market->is_spot() != (product == Product::spot))
      return Error(ErrorKind::usage, market->key + " is of another product of Binance than its feed");
  return std::unique_ptr<MarketFeed>(
      new BinanceMarketFeed(session_product(product), std::move(settings), network, listener));
}

BinanceMarketFeed::BinanceMarketFeed(const SessionProduct& product, MarketFeedSettings settings, net::Network& network,
                                     MarketFeedListener& listener)
    : product_(product),
      markets_(settings.markets),
      network_(network),
      listener_(listener),
      calls_(network, product, {settings.rest, settings.rest}, std::nullopt, *this),
      streams_(network, product, settings, calls_, listener),
      backoff_(Nanos{500'000'000}, kSecond * 30, settings.seed) {}

void BinanceMarketFeed::start() {
  if (running_) return;
  running_ = true;
  streams_.start();
  listed_.clear();
  unlisted_.clear();
  ask(0);
}

void BinanceMarketFeed::stop() {
  running_ = false;
  retry_.reset();
  streams_.stop();
}

/// Of all markets in one request, or one request each, so that one that is not known leaves the others alone.
void BinanceMarketFeed::ask(std::size_t at) {
  const std::vector<const Market*> asked =
      product_.instruments_by_symbol ? std::vector<const Market*>{markets_[at]} : markets_;
  Parameters parameters;
  if (product_.instruments_by_symbol) parameters = {{"symbol", asked.front()->native}};
  calls_.call(product_.instruments, std::move(parameters), [this, asked, at](const CallAnswer& answer) {
    if (!running_) return;
    if (!answer.ok && answer.error.kind != ErrorClass::refused) return ask_later(answer.text);
    take(answer, asked);
    if (!running_ || retry_) return;
    if (product_.instruments_by_symbol && at + 1 < markets_.size()) return ask(at + 1);
    open();
  });
}

void BinanceMarketFeed::take(const CallAnswer& answer, const std::vector<const Market*>& asked) {
  // The venue refuses to tell of a symbol that it does not know.
  if (!answer.ok) {
    for (const Market* market : asked) unlisted_.push_back(market->id);
    return;
  }
  const auto rules = read_instruments(reader_, answer.body, asked);
  if (!rules) return ask_later(rules.error().text());
  for (const InstrumentVerdict& verdict : rules.value().verdicts)
    verdict.listed ? listed_.push_back(verdict.market) : unlisted_.push_back(verdict.market->id);
  if (!rules.value().limits.empty()) calls_.budget().set_windows(rules.value().limits);
}

void BinanceMarketFeed::ask_later(const std::string& why) {
  alert("waiting", fmt::format("the venue does not say what it lists, it is asked again: {}", why));
  listed_.clear();
  unlisted_.clear();
  retry_ = network_.after(backoff_.next(), [this] {
    retry_.reset();
    ask(0);
  });
}

void BinanceMarketFeed::open() {
  backoff_.reset();
  listener_.on_listing(unlisted_, network_.now_utc());
  if (running_ && !listed_.empty()) streams_.open(listed_);
}

void BinanceMarketFeed::request_book(MarketId market) {
  const auto found = std::ranges::find(listed_, market, [](const Market* each) { return each->id; });
  if (found != listed_.end()) streams_.request_book(**found);
}

void BinanceMarketFeed::banned(UtcTime until) {
  alert("banned", fmt::format("the venue takes no requests from us until {}: its rate limit", until.to_string()));
}

}  // namespace basis::binance
