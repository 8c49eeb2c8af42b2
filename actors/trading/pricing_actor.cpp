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
    : PolledActor(config), intake_(std::move(parts.queues)), sender_(std::move(parts.sender)) {
  for (const PricingSpec& spec : parts.assets) {
    AssetPricer pricer(spec);
    const std::size_t pairs = pricer.pairs().size();
    auto asset = std::make_unique<Asset>(Asset{std::move(pricer), std::vector<std::optional<BasisQuote>>(pairs)});
    for (const Market* market : spec.markets) {
      if (by_market_.size() <= market->id.index()) by_market_.resize(market->id.index() + 1);
      by_market_[market->id.index()] = asset.get();
    }
    assets_.push_back(std::move(asset));
  }
}

auto PricingActor::handlers() {
  return std::tuple{[this](Ping) { return Pong{intake_.total()}; }};
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
    asset->pricer.quote(pair, event.received_mono, asset->quotes[pair]);
    ++counters_.quotes;
  }
}

}  // namespace basis
