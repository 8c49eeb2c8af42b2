#include "venues/chain_reading.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace basis {
namespace {

constexpr int kRayOverWei = 1'000'000'000;  // a rate at 1e-18 as a ray

std::string_view pool_token(std::string_view token) { return token == kEther ? kWrappedEther : token; }

Result<Ray> ray_of(const u256& value, std::string_view what) {
  if ((value >> 126) != 0) return Error(ErrorKind::data, fmt::format("{} cannot be", what));
  return Ray::from_raw(static_cast<i128>(value));
}

/// A pool's price before its fee.
Result<Ray> market_rate(const Wei& paid, const QuoteKey& key) {
  constexpr std::uint32_t kWhole = 1'000'000;
  return ray_of(u256(paid.value() * kRayOverWei * kWhole / (kWhole - key.fee_hundredths_bps)), "the quote of a pool");
}

/// USDT for one ETH, where the lending protocol has both.
std::optional<Price> ether_price(const aave_v3::AccountState& aave) {
  const auto ether = aave.reserves.find(std::string(kWrappedEther));
  if (ether == aave.reserves.end() || ether->second.price == 0) return std::nullopt;
  const auto dollar = aave.reserves.find(std::string(kQuoteAsset));
  // The oracle's unit is 1e-8 USD, as that of a price.
  const u256 unit =
      dollar == aave.reserves.end() || dollar->second.price == 0 ? u256(Price::kOne) : dollar->second.price;
  const u256 price = ether->second.price * u256(Price::kOne) / unit;
  if (price > u256(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
  return Price::from_raw(static_cast<std::int64_t>(price));
}

}  // namespace

const PoolSettings* pool_of(const DexSettings& dex, std::string_view a, std::string_view b) {
  const std::string_view first = pool_token(a);
  const std::string_view second = pool_token(b);
  for (const auto& [name, pool] : dex.pools)
    if ((pool.base == first && pool.quote == second) || (pool.base == second && pool.quote == first)) return &pool;
  return nullptr;
}

Result<QuoteKey> quote_key(const Settings& settings, const chain::ContractBook& book, std::string_view sold,
                           std::string_view bought, Amount amount) {
  const auto venue = std::ranges::find_if(settings.venues, [](const auto& one) { return one.second.dex.has_value(); });
  const PoolSettings* const pool = venue == settings.venues.end() ? nullptr : pool_of(*venue->second.dex, sold, bought);
  if (pool == nullptr) return Error(ErrorKind::usage, fmt::format("no pool of {} and {} is configured", sold, bought));
  BASIS_TRY(const auto token, book.token(pool_token(sold)));
  const Rounding down = Rounding::floor;
  BASIS_TRY(const Wei units, Wei::from_amount(amount, token.decimals, &down));
  if (units.value() == 0)
    return Error(ErrorKind::usage, fmt::format("{} {} are none to sell", amount.to_string(), sold));
  // A basis point is 1e-4, and the pool's unit 1e-6.
  const auto fee = static_cast<std::uint32_t>(pool->fee.raw() * 100 / BasisPoints::kOne);
  return QuoteKey{std::string(pool_token(sold)), std::string(pool_token(bought)), fee, units.value()};
}

Result<ChainReader> ChainReader::create(const Universe& universe, const Settings& settings,
                                        const chain::ContractBook& book, const chain::Address& wallet) {
  ChainReader reader(universe, settings);
  reader.question_.wallet = wallet;
  for (const chain::Token& token : book.tokens()) reader.decimals_[token.symbol] = token.decimals;
  for (const Instrument& instrument : universe.instruments()) {
    if (!instrument.on_chain) continue;
    if (const auto asked = reader.ask(instrument, book); !asked)
      return Error(ErrorKind::usage, fmt::format("{}: {}", instrument.key, asked.error().text()));
  }
  std::vector<std::string>& reserves = reader.question_.reserves;
  // Its oracle prices ether, and with it gas.
  if (book.contract("aave_v3", "oracle"))
    for (const std::string_view token : {kWrappedEther, kQuoteAsset}) reserves.emplace_back(token);
  std::ranges::sort(reserves);
  reserves.erase(std::unique(reserves.begin(), reserves.end()), reserves.end());
  for (const auto& [name, venue] : settings.venues) {
    if (!venue.lending || reserves.empty()) continue;
    const auto emode = venue.lending->emodes.find(settings.mode.leverage.emode);
    if (emode != venue.lending->emodes.end())
      reader.question_.emodes.push_back(static_cast<std::uint8_t>(emode->second.category));
  }
  return reader;
}

Result<void> ChainReader::ask(const Instrument& instrument, const chain::ContractBook& book) {
  BASIS_TRY(const auto token, book.token(instrument.token));
  if (instrument.has_index) question_.reserves.push_back(token.symbol);
  if (!instrument.has_rate || instrument.type != PositionType::lst) return ok();
  const auto key = quote_key(settings_, book, token.symbol, kWrappedEther, Amount::from_int(1));
  if (!key || !book.contract("uniswap", "quoter")) return ok();
  question_.quotes.push_back(key.value());
  market_rates_[instrument.id] = key.value();
  return ok();
}

Result<Amount> ChainReader::held(const Instrument& instrument, const ChainPortfolio& portfolio) const {
  const int decimals = decimals_.at(instrument.token);
  if (instrument.has_index) {
    const auto reserve = portfolio.aave_v3->reserves.find(instrument.token);
    require(reserve != portfolio.aave_v3->reserves.end(), "a reserve that was asked for was not read");
    const bool debt = instrument.type == PositionType::debt_token;
    BASIS_TRY(
        const Amount scaled,
        Wei(debt ? reserve->second.account_scaled_debt : reserve->second.account_scaled_supplied).to_amount(decimals));
    return debt ? -scaled : scaled;
  }
  if (universe_.is_held(instrument)) {
    const auto balance = portfolio.balances.find(instrument.token);
    require(balance != portfolio.balances.end(), "a token that was asked for was not read");
    return balance->second.to_amount(decimals);
  }
  // What is left is in an exit queue.
  Amount queued;
  if (universe_.name(instrument.account) == "lido")
    for (const lido::ExitRequest& request : portfolio.lido_requests) {
      if (request.claimed || instrument.token != kEther) continue;
      BASIS_TRY(const Amount amount, request.amount.to_amount(decimals));
      queued += amount;
    }
  return queued;
}

Result<void> ChainReader::tell(const Instrument& instrument, const ChainPortfolio& portfolio, ChainTold& told) const {
  const std::size_t at = instrument.id.index();
  if (instrument.has_index) {
    const aave_v3::ReserveState& reserve = portfolio.aave_v3->reserves.at(instrument.token);
    BASIS_TRY(told.indices[at],
              ray_of(instrument.type == PositionType::debt_token ? reserve.debt_index_now : reserve.supply_index_now,
                     "the index of " + instrument.key));
  }
  if (instrument.has_rate) {
    const Wei* const rate = instrument.token == "wstETH" ? (portfolio.lido ? &portfolio.lido->rate : nullptr)
                                                         : (portfolio.etherfi ? &portfolio.etherfi->rate : nullptr);
    if (rate != nullptr) {
      BASIS_TRY(told.rates[at], ray_of(u256(rate->value() * kRayOverWei), "the rate of " + instrument.token));
    }
  }
  const auto key = market_rates_.find(instrument.id);
  if (key == market_rates_.end()) return ok();
  const auto quote = portfolio.quotes.find(key->second);
  if (quote == portfolio.quotes.end()) return ok();
  BASIS_TRY(told.market_rates[at], market_rate(quote->second, key->second));
  return ok();
}

Result<ChainReading> ChainReader::read(const ChainPortfolio& portfolio, UtcTime heard_utc) const {
  const std::size_t count = universe_.instruments().size();
  ChainReading reading;
  reading.block = portfolio.block;
  reading.holdings.resize(count);
  reading.told.heard_utc = heard_utc;
  reading.told.indices.resize(count);
  reading.told.rates.resize(count);
  reading.told.market_rates.resize(count);
  for (const Instrument& instrument : universe_.instruments()) {
    if (!instrument.on_chain) continue;
    BASIS_TRY(reading.holdings[instrument.id.index()].amount, held(instrument, portfolio));
    BASIS_TRY(tell(instrument, portfolio, reading.told));
  }
  if (portfolio.aave_v3) {
    reading.told.eth = ether_price(*portfolio.aave_v3);
    if (portfolio.aave_v3->health_factor) reading.health.emplace(*portfolio.aave_v3->health_factor);
  }
  BASIS_TRY(reading.ether, portfolio.balances.at(std::string(kEther)).to_amount(decimals_.at(std::string(kEther))));
  return reading;
}

}  // namespace basis
