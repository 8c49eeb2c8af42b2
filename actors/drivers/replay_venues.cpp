#include "actors/drivers/replay_venues.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace basis {
namespace {

/// Fills are asked for from so long before the last one that is known: a venue may tell them out of order.
constexpr Nanos kAskedBack = kSecond;

}  // namespace

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

MarketDownload ReplayVenues::downloaded(MarketId id, UtcTime since) const {
  MarketDownload found;
  found.market = id;
  const Market& market = universe_[id];
  Exchange* const exchange = by_market_[id.index()];
  require(exchange != nullptr, "a download of a market that is not matched");
  MatchingEngine& engine = exchange->venue.engine();
  engine.list_open_orders(found.open);
  std::erase_if(found.open, [&](const OrderRecord& record) { return record.terms.market != id; });
  for (const OrderReport& fill : engine.fills())
    if (fill.market == id && fill.at_venue >= since) found.fills.push_back(fill);
  found.position = quantity_of(holding(*market.position).amount, Rounding::toward_zero);
  return found;
}

void ReplayVenues::begin_boot(const TrackerRecords& orders, UtcTime now) {
  for (const auto& [name, exchange] : exchanges_) exchange->link.lose_reports();
  answers_.clear();
  for (const MarketId market : markets_) {
    UtcTime known;
    for (const CountedFill& fill : orders.fills)
      if (fill.market == market) known = std::max(known, fill.at_venue);
    MarketDownload found = downloaded(market, known == UtcTime{} ? known : known - kAskedBack);
    for (const TrackedOrder& order : orders.orders) {
      if (order.terms.market != market || is_ended(order.state)) continue;
      const auto record = by_market_[market.index()]->venue.engine().order(order.terms.id);
      if (record && !record->open) found.ended.push_back(*record);
    }
    answers_.push_back({std::move(found), now});
  }
  std::vector<AccountReport> held;
  for (std::size_t i = 0; i < universe_.accounts().size(); ++i)
    list_account(AccountId{static_cast<std::uint16_t>(i)}, now, held);
  for (const AccountReport& report : held) answers_.push_back({report, now});
}

// The venue answers by what it knows when it is asked, and the answer takes the longest way.
void ReplayVenues::ask(const OrderInQuestion& order, UtcTime now) {
  const UtcTime at = answered_at(now);
  OrderAnswered answer{OrderAnswered::Kind::missing, order.id, {}, at, MonoTime::from_nanos(at.nanos())};
  if (const auto record = by_market_[order.market.index()]->venue.engine().order(order.id)) {
    answer.kind = OrderAnswered::Kind::found;
    answer.record = *record;
  }
  answers_.push_back({answer, at});
}

void ReplayVenues::fetch(const FillsLack& fills, UtcTime now) {
  for (const OrderReport& fill : downloaded(fills.market, fills.since).fills)
    answers_.push_back({fill, answered_at(now)});
}

void ReplayVenues::download(const DownloadDue& market, UtcTime now) {
  answers_.push_back({downloaded(market.market, now - kHour), answered_at(now)});
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

void ReplayVenues::before(UtcTime received) {
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
  if (!answers_.empty() && answers_.front().at <= received) sooner(answers_.front().at);
  return next;
}

/// What is recorded at the very time of a payment comes before it, orders that arrive then come after it.
void ReplayVenues::settle_due(UtcTime to) {
  FundingSettlement due;
  while (payments_.next(to, due)) {
    Exchange& exchange = *by_market_[due.market.index()];
    exchange.link.advance(due.stamp);
    exchange.venue.engine().settle_funding(due.market, due.rate, due.stamp);
    settled_.push_back(due);
  }
}

/// At one time answers come before reports.
void ReplayVenues::collect(UtcTime up_to) {
  due_.clear();
  const auto later = std::ranges::find_if(answers_, [&](const Received& answer) { return answer.at > up_to; });
  std::move(answers_.begin(), later, std::back_inserter(due_));
  answers_.erase(answers_.begin(), later);
  for (const auto& [name, exchange] : exchanges_)
    exchange->link.deliver(up_to, [&](const VenueMessage& message, UtcTime at) {
      due_.push_back({std::visit([](const auto& told) { return Heard(told); }, message), at});
    });
  std::stable_sort(due_.begin(), due_.end(), [](const Received& a, const Received& b) { return a.at < b.at; });
}

void ReplayVenues::deliver(UtcTime up_to, const Take& take) {
  collect(up_to);
  for (const Received& due : due_) take(due.heard, due.at);
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
  payments_.tell(market.id, *at, rate);
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
