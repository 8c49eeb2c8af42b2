#include "venues/chain_order_facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "venues/chain_reading.hpp"

namespace basis {
namespace {

constexpr std::uint64_t kWholeParts = 100'000;
/// Of a sale where no middleware says another slippage.
constexpr std::int64_t kSlippageBps = 50;

const aave_v3::ReserveState* reserve_of(const ChainPortfolio& portfolio, const std::string& token) {
  if (!portfolio.aave_v3) return nullptr;
  const auto found = portfolio.aave_v3->reserves.find(token);
  return found == portfolio.aave_v3->reserves.end() ? nullptr : &found->second;
}

std::uint64_t slippage_bps(const Settings& settings) {
  const auto found =
      std::ranges::find_if(settings.venues, [](const auto& venue) { return venue.second.middleware.has_value(); });
  return static_cast<std::uint64_t>(
      found == settings.venues.end() ? kSlippageBps : found->second.middleware->slippage.raw() / BasisPoints::kOne);
}

}  // namespace

bool is_whole(const Wei& size, const Wei& there) {
  return there.value() > 0 && size.value() * kWholeParts >= there.value() * (kWholeParts - 1);
}

Amount with_interest(Amount debt) { return debt + Amount::from_raw(debt.raw() / static_cast<i128>(kWholeParts) + 1); }

Wei with_interest(const Wei& debt) { return Wei(u256(debt.value() + debt.value() / kWholeParts + 1)); }

Error ChainOrderFacts::cannot(const std::string& what) const {
  return {ErrorKind::usage, fmt::format("{}: {}", action_name(order.action), what)};
}

Wei ChainOrderFacts::supplied(const std::string& token) const {
  const aave_v3::ReserveState* const state = reserve_of(terms.portfolio, token);
  return state == nullptr ? Wei() : state->supplied();
}

Wei ChainOrderFacts::owed(const std::string& token) const {
  const aave_v3::ReserveState* const state = reserve_of(terms.portfolio, token);
  return state == nullptr ? Wei() : state->debt();
}

Result<Wei> ChainOrderFacts::units(Amount amount, const std::string& symbol) const {
  BASIS_TRY(const auto token, terms.book.token(symbol));
  const Rounding down = Rounding::floor;
  return Wei::from_amount(amount, token.decimals, &down);
}

Result<QuoteKey> ChainOrderFacts::quote(const ContractStep& step) const {
  return quote_key(terms.settings, terms.book, token_of(step), terms.universe[step.into].token, step.size);
}

Result<Wei> ChainOrderFacts::least_out(const QuoteKey& key) const {
  constexpr std::uint64_t kWhole = 10'000;
  const auto paid = terms.portfolio.quotes.find(key);
  if (paid == terms.portfolio.quotes.end() || paid->second.value() == 0)
    return cannot(fmt::format("the pool of {} and {} gives no quote", key.in, key.out));
  return Wei(u256(paid->second.value() * (kWhole - slippage_bps(terms.settings)) / kWhole));
}

Result<std::uint8_t> ChainOrderFacts::category() const {
  for (const auto& [name, venue] : terms.settings.venues) {
    if (!venue.lending) continue;
    const auto emode = venue.lending->emodes.find(terms.settings.mode.leverage.emode);
    if (emode != venue.lending->emodes.end()) return static_cast<std::uint8_t>(emode->second.category);
  }
  return cannot("the mode names no eMode");
}

}  // namespace basis
