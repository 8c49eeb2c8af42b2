#include "venues/simulated_exchanges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "venues/binance/simulator.hpp"
#include "venues/bybit/simulator.hpp"
#include "venues/okx/simulator.hpp"

namespace basis {
namespace {

using MakeVenue = std::unique_ptr<sim::VenueProtocol> (*)(sim::ExchangeService&, sim::Marketplace&,
                                                          const VenueSettings&, const SimulatedExchangesSettings&);

struct SimulatorRow {
  std::string_view venue;
  MakeVenue make;
};

/// A simulator with the clients of its venue; the desk's settings are given in full by `desk`.
template <class Venue, class Desk>
std::unique_ptr<sim::VenueProtocol> make_venue(sim::ExchangeService& service, sim::Marketplace& markets,
                                               const VenueSettings& venue, const SimulatedExchangesSettings& settings,
                                               const Desk& desk) {
  const auto clients = settings.clients.clients.find(venue.name);
  return std::make_unique<Venue>(
      service, markets, desk,
      clients == settings.clients.clients.end() ? std::vector<sim::ClientSpec>{} : clients->second, settings.start);
}

std::unique_ptr<sim::VenueProtocol> make_binance(sim::ExchangeService& service, sim::Marketplace& markets,
                                                 const VenueSettings& venue,
                                                 const SimulatedExchangesSettings& settings) {
  const binance::simulated::Desk::Settings desk{&venue, settings.service.transfer_time, settings.limits, settings.seed};
  return make_venue<binance::simulated::Simulator>(service, markets, venue, settings, desk);
}

std::unique_ptr<sim::VenueProtocol> make_bybit(sim::ExchangeService& service, sim::Marketplace& markets,
                                               const VenueSettings& venue, const SimulatedExchangesSettings& settings) {
  const bybit::simulated::Desk::Settings desk{&venue, settings.service.transfer_time, settings.limits};
  return make_venue<bybit::simulated::Simulator>(service, markets, venue, settings, desk);
}

std::unique_ptr<sim::VenueProtocol> make_okx(sim::ExchangeService& service, sim::Marketplace& markets,
                                             const VenueSettings& venue, const SimulatedExchangesSettings& settings) {
  const okx::simulated::Desk::Settings desk{&venue, settings.service.transfer_time, settings.limits};
  return make_venue<okx::simulated::Simulator>(service, markets, venue, settings, desk);
}

constexpr std::array<SimulatorRow, 3> kSimulators{
    {{"binance", &make_binance}, {"bybit", &make_bybit}, {"okx", &make_okx}}};

/// Where the prices of drawn markets begin, in USDT.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kStarts{
    {{"BTC", "60000"}, {"ETH", "3000"}, {"BNB", "600"}, {"OKB", "50"}}};

Price start_of(std::string_view asset) {
  for (const auto& [name, price] : kStarts)
    if (name == asset) return from_text<Price>(price);
  return from_text<Price>("100");
}

}  // namespace

std::vector<std::string> simulated_exchange_names() {
  std::vector<std::string> names;
  for (const SimulatorRow& row : kSimulators) names.emplace_back(row.venue);
  return names;
}

/// The markets of the configuration, and one for the token that fees may be paid in.
Result<void> SimulatedExchanges::follow(const VenueSettings& venue) {
  const auto add = [&](const MarketSettings& rules, Product product) -> Result<void> {
    BASIS_TRY(Market market, configured_market(rules, product, venue.name));
    universe_.follow(std::move(market), &rules, &venue);
    return ok();
  };
  for (const auto& [symbol, rules] : venue.spot) {
    BASIS_TRY(add(rules, Product::spot));
  }
  for (const auto& [symbol, rules] : venue.perp) {
    BASIS_TRY(add(rules, Product::linear));
  }
  const std::string token_symbol = venue.fee_token + std::string(kQuoteAsset);
  if (venue.fee_token.empty() || venue.spot.empty() || venue.spot.contains(token_symbol)) return ok();
  auto rules = std::make_unique<MarketSettings>(venue.spot.begin()->second);
  // The venue's own name has the token where that of the other market has its coin: "OKB-USDT".
  rules->symbol = token_symbol;
  rules->native_symbol = venue.fee_token + rules->native_symbol.substr(rules->base.size());
  rules->base = venue.fee_token;
  more_rules_.push_back(std::move(rules));
  return add(*more_rules_.back(), Product::spot);
}

void SimulatedExchanges::draw_markets(const std::string& venue, std::uint64_t seed, UtcTime start,
                                      const PathOf& path_of) {
  std::vector<AssetId> bases;
  for (const Market& market : universe_.markets())
    if (market.venue == venue && std::find(bases.begin(), bases.end(), *market.base) == bases.end())
      bases.push_back(*market.base);
  for (const AssetId base : bases) {
    sim::SyntheticMarket::Settings drawn;
    for (const Market& market : universe_.markets())
      if (market.venue == venue && market.base == base) (market.is_spot() ? drawn.spot : drawn.perp) = market.id;
    const auto market_at = [&](std::optional<MarketId> id) { return id ? &universe_[*id] : nullptr; };
    if (path_of) drawn.path = path_of(market_at(drawn.spot), market_at(drawn.perp));
    drawn.start = drawn.path.empty() ? start_of(universe_.name(base)) : drawn.path.front().spot;
    drawn.price_seed = seed * 1'000U + base.index();
    drawn.seed = drawn.price_seed * 1'000U + (drawn.spot ? *drawn.spot : *drawn.perp).index() + 1U;
    drawn.from = start;
    markets_->add(std::make_unique<sim::SyntheticMarket>(*markets_, drawn));
  }
}

Result<std::unique_ptr<SimulatedExchanges>> SimulatedExchanges::create(const Settings& configuration,
                                                                       SimulatedExchangesSettings settings) {
  std::unique_ptr<SimulatedExchanges> made(new SimulatedExchanges());
  for (const std::string& name : settings.venues) {
    const bool simulated =
        std::any_of(kSimulators.begin(), kSimulators.end(), [&](const SimulatorRow& row) { return row.venue == name; });
    if (!simulated || !configuration.venues.contains(name))
      return Error(ErrorKind::usage, fmt::format("--venues: '{}' has no simulator (allowed: {})", name,
                                                 fmt::join(simulated_exchange_names(), ",")));
    BASIS_TRY(made->follow(configuration.venues.at(name)));
  }
  for (const std::string& name : settings.unserved) {
    BASIS_TRY(made->follow(configuration.venues.at(name)));
  }
  made->markets_ = std::make_unique<sim::Marketplace>(made->universe_);
  made->service_ = std::make_unique<sim::ExchangeService>(*made->markets_, settings.service, settings.start);
  made->service_->wallet() = settings.clients.wallet;
  for (const sim::ExchangeFault& fault : settings.faults) made->service_->faults().add(fault);
  for (const std::string& name : settings.venues) {
    const auto row = std::find_if(kSimulators.begin(), kSimulators.end(),
                                  [&](const SimulatorRow& one) { return one.venue == name; });
    made->service_->add(row->make(*made->service_, *made->markets_, configuration.venues.at(name), settings));
    if (settings.synthetic) made->draw_markets(name, settings.seed, settings.start);
  }
  for (const std::string& name : settings.unserved)
    if (settings.synthetic) made->draw_markets(name, settings.seed, settings.start);
  made->service_->advance(settings.start);
  return made;
}

}  // namespace basis
