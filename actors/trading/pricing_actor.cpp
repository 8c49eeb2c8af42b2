#include "actors/trading/pricing_actor.hpp"

#include <algorithm>
#include <chrono>

#include "actors/lanes/handlers.hpp"

namespace basis {

MonoTime steady_now() {
  return MonoTime::from_nanos(
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
          .count());
}

PricingActor::PricingActor(caf::actor_config& config, Parts parts)
    : PolledActor(config),
      intake_(std::move(parts.queues)),
      planner_(std::move(parts.planner)),
      clock_(parts.clock),
      sender_(std::move(parts.sender)) {
  for (const PricedAsset& priced : parts.assets) {
    AssetPricer pricer(priced.spec);
    const std::size_t pairs = pricer.pairs().size();
    auto asset =
        std::make_unique<Asset>(Asset{std::move(pricer), EntrySignal(parts.thresholds, pairs), std::vector<bool>(pairs),
                                      std::vector<std::optional<BasisQuote>>(pairs)});
    const auto traded = [&](MarketId id) {
      return std::find(priced.traded.begin(), priced.traded.end(), id) != priced.traded.end();
    };
    for (std::size_t i = 0; i < pairs; ++i) {
      const BasisPair& pair = asset->pricer.pairs()[i];
      asset->traded[i] = planner_ && traded(pair.spot) && traded(pair.perp);
    }
    for (const Market* market : priced.spec.markets) {
      if (by_market_.size() <= market->id.index()) by_market_.resize(market->id.index() + 1);
      by_market_[market->id.index()] = asset.get();
    }
    assets_.push_back(std::move(asset));
  }
}

auto PricingActor::handlers() {
  return std::tuple{[this](const PairLatched& pair) { latch(pair); }, [this](Ping) { return Pong{intake_.total()}; }};
}

PricingActor::behavior_type PricingActor::make_behavior() { return behavior_of<behavior_type>(handlers()); }

bool PricingActor::take_directly(caf::mailbox_element& element) { return handle_pooled(handlers(), element); }

std::size_t PricingActor::poll_events(std::size_t limit) {
  return intake_.drain(limit, [this](const FeedEvent& event) { take(event); });
}

void PricingActor::take(const FeedEvent& event) {
  ++counters_.events;
  if (event.market.index() >= by_market_.size()) return;
  Asset* asset = by_market_[event.market.index()];
  if (asset == nullptr || asset->pricer.apply(event) == PriceChange::none) return;
  if (sender_ && event.received_mono - asset->told >= kSecond) {
    asset->told = event.received_mono;
    if (const auto volatility = asset->pricer.volatility(asset->told))
      send_pooled(sender_, VolatilityMeasured{asset->pricer.asset(), *volatility});
  }
  for (const std::uint16_t pair : asset->pricer.pairs_of(event.market)) {
    std::optional<BasisQuote>& quote = asset->quotes[pair];
    asset->pricer.quote(pair, event.received_mono, quote);
    ++counters_.quotes;
    if (!asset->traded[pair]) continue;
    const SignalKind signal = asset->signal.update(pair, quote, event.received_mono);
    if (signal != SignalKind::none) raise(signal, *quote, *asset, event);
  }
}

void PricingActor::latch(const PairLatched& pair) {
  if (pair.spot.index() >= by_market_.size()) return;
  Asset* asset = by_market_[pair.spot.index()];
  if (asset == nullptr) return;
  const auto pairs = asset->pricer.pairs();
  for (std::size_t i = 0; i < pairs.size(); ++i)
    if (pairs[i].spot == pair.spot && pairs[i].perp == pair.perp) asset->signal.set_entered(i, pair.entered);
}

void PricingActor::raise(SignalKind signal, const BasisQuote& quote, const Asset& asset, const FeedEvent& event) {
  ++counters_.signals;
  const auto spot = asset.pricer.top(quote.spot, event.received_mono);
  const auto perp = asset.pricer.top(quote.perp, event.received_mono);
  // A quote exists only when both tops exist.
  require(spot && perp && spot->buy_average && perp->sell_average && spot->sell_average && perp->buy_average,
          "a signal came of prices that are not there");
  send_pooled<SignalRaised>(planner_, [&](SignalRaised& raised) {
    const bool enters = signal == SignalKind::enter;
    raised.stamps = {event.received,      event.received_mono, event.published_mono, clock_.now(event.received_mono),
                     event.received_mono, event.received_mono};
    raised.kind = signal;
    raised.spot = quote.spot;
    raised.perp = quote.perp;
    raised.spot_price = enters ? *spot->buy_average : *spot->sell_average;
    raised.perp_price = enters ? *perp->sell_average : *perp->buy_average;
    raised.clip = quote.clip;
    raised.carry_annual_bps = quote.carry_annual_bps.value_or(0);
  });
}

}  // namespace basis
