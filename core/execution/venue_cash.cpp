#include "core/execution/venue_cash.hpp"

#include <algorithm>

namespace basis {
namespace {

Amount dollars_in(const PortfolioView& portfolio, AccountId account) {
  const auto id = portfolio.universe.find(account, PositionType::base_token, kQuoteAsset);
  return id ? portfolio.holding(*id).amount : Amount{};
}

Amount dollars_to(const PortfolioView& portfolio, AccountId account) {
  const auto id = portfolio.universe.find(account, PositionType::base_token, kQuoteAsset);
  return id ? portfolio.coming(*id) : Amount{};
}

VenueCash measure(const PortfolioView& portfolio, const ExchangeAccounts& accounts) {
  VenueCash at;
  at.accounts = &accounts;
  if (accounts.perp) {
    const auto known = std::ranges::find(portfolio.risk.margins, *accounts.perp, &AccountMargin::account);
    at.margin.account = *accounts.perp;
    if (known != portfolio.risk.margins.end())
      at.margin = *known;
    else
      at.margin.cash = at.margin.balance = dollars_in(portfolio, *accounts.perp);
  }
  if (accounts.spot && accounts.spot != accounts.perp) at.spot_cash = dollars_in(portfolio, *accounts.spot);
  if (accounts.perp) at.coming += dollars_to(portfolio, *accounts.perp);
  if (accounts.spot && accounts.spot != accounts.perp) at.coming += dollars_to(portfolio, *accounts.spot);
  return at;
}

}  // namespace

std::vector<VenueCash> venue_cash(const PortfolioView& portfolio) {
  std::vector<VenueCash> all;
  for (const ExchangeAccounts& accounts : portfolio.universe.exchanges()) all.push_back(measure(portfolio, accounts));
  return all;
}

VenueCash cash_at(const PortfolioView& portfolio, std::string_view venue) {
  const ExchangeAccounts* accounts = portfolio.universe.exchange(venue);
  require(accounts != nullptr, "the mode has no account at a venue it trades on");
  return measure(portfolio, *accounts);
}

Amount margin_target(std::string_view venue, const CashTargets& targets, const ModeSettings& mode) {
  const auto share = mode.hedge_allocation.find(std::string(venue));
  return share == mode.hedge_allocation.end() ? Amount{} : mul(targets.margin, share->second, Rounding::floor);
}

Amount venue_target(std::string_view venue, const CashTargets& targets, const ModeSettings& mode) {
  const Amount margin = margin_target(venue, targets, mode);
  return spot_venue(mode) == venue ? margin + targets.spot : margin;
}

std::string spot_venue(const ModeSettings& mode) {
  const auto route = mode.routing.find(std::string(action_name(ActionType::spot_trade)));
  return route == mode.routing.end() ? std::string() : route->second;
}

std::optional<AccountId> spot_account(const Universe& universe, const ModeSettings& mode) {
  const ExchangeAccounts* exchange = universe.exchange(spot_venue(mode));
  return exchange == nullptr ? std::nullopt : exchange->spot;
}

}  // namespace basis
