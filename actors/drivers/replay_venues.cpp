#include "actors/drivers/replay_venues.hpp"

#include <algorithm>

namespace basis {

struct ReplayVenues::Exchange {
  Exchange(const Universe& universe, const VenueSettings& settings, const Options& options)
      : venue(universe, settings, options.matching), link(venue.engine(), options.latency) {}
  MatchedVenue venue;
  SimulatedVenueLink link;
};

ReplayVenues::ReplayVenues(const Universe& universe, const Settings& settings, const Options& options, OrderSink* next)
    : universe_(universe),
      settings_(settings),
      options_(options),
      next_(next),
      by_market_(universe.markets().size(), nullptr) {}

ReplayVenues::~ReplayVenues() = default;

void ReplayVenues::match(const Market& market, const OrderBook& book) {
  if (!market.configured()) return;
  std::unique_ptr<Exchange>& exchange = exchanges_[market.venue];
  if (exchange == nullptr)
    exchange = std::make_unique<Exchange>(universe_, settings_.venues.at(market.venue), options_);
  exchange->venue.match(market.id, book);
  by_market_[market.id.index()] = exchange.get();
  markets_.push_back(market.id);
}

void ReplayVenues::pay_in(AccountId account, AssetId asset, Amount amount) {
  const auto found = exchanges_.find(universe_.venue_of(account));
  require(found != exchanges_.end(), "money is paid in where nothing is matched");
  MatchingEngine& engine = found->second->venue.engine();
  require(engine.transfer(account, asset, amount, UtcTime()), "an account does not take the money");
  // What was paid in before the run is what the first download finds, not an event.
  engine.forget_messages();
}

std::vector<AccountReport> ReplayVenues::download(UtcTime now) {
  std::vector<AccountReport> all;
  for (const auto& [name, exchange] : exchanges_)
    for (const auto& account : exchange->venue.accounts())
      exchange->venue.engine().list_account(account->id(), now, all);
  return all;
}

void ReplayVenues::before_frame(UtcTime received) {
  send_orders();
  const UtcTime to = at_venue(received);
  settle_due(to);
  for (const auto& [name, exchange] : exchanges_) exchange->link.advance(to);
}

/// What is recorded at the very time of a payment comes before it, orders that arrive then come after it.
void ReplayVenues::settle_due(UtcTime to) {
  while (!payments_.empty() && payments_.front().at < to) {
    const Due due = payments_.front();
    payments_.erase(payments_.begin());
    Exchange& exchange = *by_market_[due.market.index()];
    exchange.link.advance(due.at);
    exchange.venue.engine().settle_funding(due.market, due.rate, due.at);
  }
}

void ReplayVenues::collect(UtcTime up_to) {
  for (const auto& [name, exchange] : exchanges_)
    exchange->link.deliver(up_to, [&](const VenueMessage& message, UtcTime at) { due_.push_back({message, at}); });
  std::stable_sort(due_.begin(), due_.end(), [](const Received& a, const Received& b) { return a.at < b.at; });
}

ReplayVenues::Exchange* ReplayVenues::matched(const Market& market) { return by_market_[market.id.index()]; }

void ReplayVenues::book_changed(const Market& market, const BookUpdate& update, bool replaced, UtcTime received) {
  if (Exchange* exchange = matched(market))
    exchange->venue.engine().book_changed(market.id, update, replaced, at_venue(received));
}

void ReplayVenues::traded(const Market& market, Price price, Quantity size, TakerSide taker, UtcTime received) {
  if (Exchange* exchange = matched(market))
    exchange->venue.engine().traded(market.id, price, size, taker, at_venue(received));
}

void ReplayVenues::marked(const Market& market, Price mark, UtcTime received) {
  if (Exchange* exchange = matched(market)) exchange->venue.engine().marked(market.id, mark, at_venue(received));
}

void ReplayVenues::funding_told(const Market& market, Ray rate, std::optional<UtcTime> at, UtcTime received) {
  if (!at || *at < at_venue(received) || matched(market) == nullptr) return;
  const auto known = std::find_if(payments_.begin(), payments_.end(),
                                  [&](const Due& due) { return due.market == market.id && due.at == *at; });
  if (known != payments_.end()) {
    known->rate = rate;
    return;
  }
  const auto place = std::upper_bound(payments_.begin(), payments_.end(), *at,
                                      [](UtcTime time, const Due& due) { return time < due.at; });
  payments_.insert(place, {market.id, *at, rate});
}

void ReplayVenues::order_ready(const OrderCommand& order, FeedVenue venue, std::string_view bytes,
                               const Stamps& stamps) {
  if (next_ != nullptr) next_->order_ready(order, venue, bytes, stamps);
  require(by_market_[order.market.index()] != nullptr, "an order of a market that is not matched");
  sent_.enqueue({order, stamps.received_utc});
}

void ReplayVenues::send_orders() {
  SentCommand next;
  while (sent_.try_dequeue(next)) by_market_[next.command.market.index()]->link.send(next.command, next.at);
}

}  // namespace basis
