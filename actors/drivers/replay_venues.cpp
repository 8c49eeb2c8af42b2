#include "actors/drivers/replay_venues.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace basis {

struct ReplayVenues::Exchange {
  Exchange(const Universe& universe, const VenueSettings& settings, const Options& options)
      : venue(universe, settings, options.matching), link(venue.engine(), options.latency) {}
  MatchedVenue venue;
  SimulatedVenueLink link;
};

ReplayVenues::ReplayVenues(const Universe& universe, const Settings& settings, const Options& options)
    : universe_(universe),
      settings_(settings),
      options_(options),
      by_market_(universe.markets().size(), nullptr),
      mark_seen_(universe.markets().size(), false) {}

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

ExchangeAccount* ReplayVenues::account(AccountId account) const {
  const auto found = exchanges_.find(universe_.venue_of(account));
  return found == exchanges_.end() ? nullptr : &found->second->venue.account(account);
}

Holding ReplayVenues::holding(InstrumentId instrument) const {
  const ExchangeAccount* const at = account(universe_[instrument].account);
  return at == nullptr ? Holding{} : at->holdings()[instrument.index()];
}

MarketDownload ReplayVenues::download(MarketId id, UtcTime since) const {
  MarketDownload found;
  found.market = id;
  const Market& market = universe_[id];
  const auto exchange = exchanges_.find(market.venue);
  require(exchange != exchanges_.end(), "a download of a market that is not matched");
  MatchingEngine& engine = exchange->second->venue.engine();
  engine.list_open_orders(found.open);
  std::erase_if(found.open, [&](const OrderRecord& record) { return record.terms.market != id; });
  for (const OrderReport& fill : engine.fills())
    if (fill.market == id && fill.at_venue >= since) found.fills.push_back(fill);
  found.position = quantity_of(holding(*market.position).amount, Rounding::toward_zero);
  return found;
}

std::optional<OrderRecord> ReplayVenues::order(MarketId market, const ClientOrderId& id) const {
  Exchange* const exchange = by_market_[market.index()];
  return exchange == nullptr ? std::nullopt : exchange->venue.engine().order(id);
}

void ReplayVenues::lose_connections() {
  for (const auto& [name, exchange] : exchanges_) exchange->link.lose_reports();
}

void ReplayVenues::list_account(AccountId account, UtcTime now, std::vector<AccountReport>& out) const {
  const auto found = exchanges_.find(universe_.venue_of(account));
  if (found != exchanges_.end()) found->second->venue.engine().list_account(account, at_venue(now), out);
}

std::string ReplayVenues::withdrawal_fault(InstrumentId token, Amount amount, Amount gas) const {
  const Instrument& moved = universe_[token];
  const ExchangeAccount* const at = account(moved.account);
  if (at == nullptr) return "no market of " + universe_.name(moved.account) + " is in the recordings";
  const AssetId dollar = universe_.quote_asset();
  const bool enough = moved.asset == dollar
                          ? amount + gas <= at->withdrawable(dollar)
                          : amount <= at->withdrawable(moved.asset) && gas <= at->withdrawable(dollar);
  if (enough) return {};
  return fmt::format("needs {} {} and gas of {} USDT; {} may be withdrawn", amount.to_string(), moved.token,
                     gas.to_string(), at->withdrawable(moved.asset).to_string());
}

void ReplayVenues::post(AccountId id, const LedgerEntry& entry) {
  ExchangeAccount* const at = account(id);
  require(at != nullptr, "money moves where nothing is matched");
  at->post(entry);
  at->forget_entries();
  exchanges_.find(universe_.venue_of(id))->second->venue.engine().tell(id, at_venue(entry.time));
}

void ReplayVenues::before_frame(UtcTime received) {
  send_orders();
  const UtcTime to = at_venue(received);
  settle_due(to);
  for (const auto& [name, exchange] : exchanges_) exchange->link.advance(to);
}

std::optional<UtcTime> ReplayVenues::next(UtcTime received) {
  send_orders();
  std::optional<UtcTime> next;
  const auto sooner = [&](UtcTime at) { next = next ? std::min(*next, at) : at; };
  for (const auto& [name, exchange] : exchanges_) {
    if (const auto at = exchange->link.next_at_venue(); at && *at + options_.latency.minimum < received)
      sooner(*at + options_.latency.minimum);
    if (const auto at = exchange->link.next_report(); at && *at <= received) sooner(*at);
  }
  return next;
}

/// What is recorded at the very time of a payment comes before it, orders that arrive then come after it.
void ReplayVenues::settle_due(UtcTime to) {
  while (!payments_.empty() && payments_.front().at < to) {
    const Due due = payments_.front();
    payments_.erase(payments_.begin());
    Exchange& exchange = *by_market_[due.market.index()];
    exchange.link.advance(due.at);
    exchange.venue.engine().settle_funding(due.market, due.rate, due.at);
    settled_.push_back({due.market, due.at, due.rate});
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

/// Without a stream of marks a perp is marked by its own mid.
void ReplayVenues::top_changed(const Market& market, UtcTime received, std::int64_t, const TopOfBook& top) {
  if (market.is_spot() || mark_seen_[market.id.index()]) return;
  Exchange* const exchange = matched(market);
  if (exchange == nullptr) return;
  const Price mid = mid_of(top.bid.price, top.ask.price);
  exchange->venue.engine().marked(market.id, mid, at_venue(received));
}

void ReplayVenues::marked(const Market& market, Price mark, UtcTime received) {
  mark_seen_[market.id.index()] = true;
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

void ReplayVenues::order_ready(const OrderCommand& order, FeedVenue, std::string_view, const Stamps& stamps) {
  require(by_market_[order.market.index()] != nullptr, "an order of a market that is not matched");
  sent_.enqueue({order, stamps.received_utc});
}

void ReplayVenues::send_orders() {
  SentCommand next;
  while (sent_.try_dequeue(next)) by_market_[next.command.market.index()]->link.send(next.command, next.at);
}

}  // namespace basis
