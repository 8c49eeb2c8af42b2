#include "venues/client/venue_market_feed.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace basis::client {

VenueMarketFeed::VenueMarketFeed(std::unique_ptr<MarketDialect> dialect, const MarketFeedSettings& settings,
                                 net::Network& network, MarketFeedListener& listener)
    : dialect_(std::move(dialect)),
      markets_(settings.markets),
      network_(network),
      listener_(listener),
      calls_(network, *dialect_, {settings.rest, settings.rest}, *this),
      streams_(network, *dialect_, settings, calls_, listener),
      backoff_(Nanos{500'000'000}, kSecond * 30, settings.seed) {}

void VenueMarketFeed::start() {
  if (running_) return;
  running_ = true;
  streams_.start();
  begin();
}

void VenueMarketFeed::begin() {
  listed_.clear();
  unlisted_.clear();
  questions_.clear();
  for (InstrumentQuery& query : dialect_->instruments(markets_)) questions_.push_back(std::move(query));
  ask();
}

void VenueMarketFeed::stop() {
  running_ = false;
  retry_.reset();
  streams_.stop();
}

void VenueMarketFeed::ask() {
  if (questions_.empty()) return open();
  InstrumentQuery query = std::move(questions_.front());
  questions_.pop_front();
  calls_.call(std::move(query.request), [this, asked = std::move(query.markets)](const CallAnswer& answer) {
    if (!running_) return;
    if (!answer.ok && answer.error.kind != ErrorClass::refused) return ask_later(answer.text);
    take(answer, asked);
    if (running_ && !retry_) ask();
  });
}

void VenueMarketFeed::take(const CallAnswer& answer, const std::vector<const Market*>& asked) {
  // The venue refuses to tell of a symbol that it does not know.
  if (!answer.ok) {
    for (const Market* market : asked) unlisted_.push_back(market->id);
    return;
  }
  const auto rules = dialect_->read_instruments(answer.body, asked);
  if (!rules) return ask_later(rules.error().text());
  for (const InstrumentVerdict& verdict : rules.value().verdicts)
    verdict.listed ? listed_.push_back(verdict.market) : unlisted_.push_back(verdict.market->id);
  if (!rules.value().limits.empty()) calls_.budget().set_windows(rules.value().limits);
}

void VenueMarketFeed::ask_later(const std::string& why) {
  alert("waiting", fmt::format("the venue does not say what it lists, it is asked again: {}", why));
  retry_ = network_.after(backoff_.next(), [this] {
    retry_.reset();
    begin();
  });
}

void VenueMarketFeed::open() {
  backoff_.reset();
  listener_.on_listing(unlisted_, network_.now_utc());
  if (running_ && !listed_.empty()) streams_.open(listed_);
}

void VenueMarketFeed::request_book(MarketId market) {
  const auto found = std::ranges::find(listed_, market, [](const Market* each) { return each->id; });
  if (found != listed_.end()) streams_.request_book(**found);
}

void VenueMarketFeed::banned(UtcTime until) {
  alert("banned", fmt::format("the venue takes no requests from us until {}: its rate limit", until.to_string()));
}

}  // namespace basis::client
