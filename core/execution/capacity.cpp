#include "core/execution/capacity.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/portfolio/valuation.hpp"

namespace basis {
namespace {

constexpr std::array<std::string_view, kCapacityKinds> kKindNames = {"supply_cap", "borrow_cap", "free_liquidity",
                                                                     "participation"};

const MarketDepth* depth_of(const MarketSnapshot& market, InstrumentId instrument) {
  const auto found = std::ranges::find(market.depth, instrument, &MarketDepth::instrument);
  return found == market.depth.end() ? nullptr : &*found;
}

/// This portfolio's own part of one reserve while the steps of a transaction are followed.
struct OwnReserve {
  AccountId account;
  std::string token;
  Amount supplied;
  Amount debt;
};

/// Follows orders and notes what they use.
class UseList {
 public:
  UseList(const PortfolioView& portfolio, const Settings& settings) : portfolio_(portfolio), settings_(settings) {}

  void add(const Order& order) {
    if (order.type == ExecutionType::cex_trade) return trade(order);
    for (const ContractStep& step : order.steps) {
      const PositionType type = portfolio_.universe[step.instrument].type;
      if (type == PositionType::a_token || type == PositionType::debt_token) lend(step);
    }
  }
  std::vector<CapacityUse> take() { return std::move(uses_); }

 private:
  void trade(const Order& order) {
    const MarketDepth* depth = depth_of(portfolio_.market, order.instrument);
    if (depth == nullptr || !depth->volume) return;
    const Amount limit = mul(*depth->volume, settings_.mode.execution.max_participation, Rounding::floor);
    const auto known = std::ranges::find(uses_, order.instrument, &CapacityUse::instrument);
    if (known == uses_.end())
      uses_.push_back({CapacityKind::participation, order.instrument, order.size, limit, portfolio_.market.bar});
    else
      known->amount += order.size;
  }

  void lend(const ContractStep& step) {
    const Instrument& instrument = portfolio_.universe[step.instrument];
    const auto& lending = settings_.venues.at(portfolio_.universe.venue_of(instrument.account)).lending;
    require(lending.has_value(), "a reserve outside a lending venue");
    const LendingReserve& reserve = lending->reserves.at(instrument.token);
    const MarketDepth* depth = depth_of(portfolio_.market, step.instrument);
    const auto total = [&](std::optional<Amount> MarketDepth::*of) {
      return depth == nullptr ? std::nullopt : depth->*of;
    };
    const auto supplied = total(&MarketDepth::supplied);
    const auto debt = total(&MarketDepth::variable_debt);
    OwnReserve& own = own_part(instrument);
    const auto note = [&](CapacityKind kind, Amount amount, Amount limit) {
      uses_.push_back({kind, step.instrument, amount, limit});
    };
    const bool takes = step.action == ActionType::borrow || step.action == ActionType::withdraw;
    if (takes && supplied && debt)
      note(CapacityKind::free_liquidity, step.size, std::max(Amount{}, *supplied - *debt + own.supplied - own.debt));
    if (step.action == ActionType::supply) own.supplied += step.size;
    if (step.action == ActionType::withdraw) own.supplied -= std::min(own.supplied, step.size);
    if (step.action == ActionType::borrow) own.debt += step.size;
    if (step.action == ActionType::repay) own.debt -= std::min(own.debt, step.size);
    if (step.action == ActionType::supply && reserve.supply_cap)
      note(CapacityKind::supply_cap, supplied.value_or(Amount{}) + own.supplied, *reserve.supply_cap);
    if (step.action == ActionType::borrow && reserve.borrow_cap)
      note(CapacityKind::borrow_cap, debt.value_or(Amount{}) + own.debt, *reserve.borrow_cap);
  }

  OwnReserve& own_part(const Instrument& instrument) {
    for (OwnReserve& own : own_)
      if (own.account == instrument.account && own.token == instrument.token) return own;
    const auto held = [&](PositionType type) {
      const auto id = portfolio_.universe.find(instrument.account, type, instrument.token);
      return id ? underlying(portfolio_.universe[*id], portfolio_.holding(*id), portfolio_.market) : Amount{};
    };
    own_.push_back(
        {instrument.account, instrument.token, held(PositionType::a_token), -held(PositionType::debt_token)});
    return own_.back();
  }

  const PortfolioView& portfolio_;
  const Settings& settings_;
  std::vector<OwnReserve> own_;
  std::vector<CapacityUse> uses_;
};

}  // namespace

std::string_view capacity_kind_name(CapacityKind kind) { return kKindNames.at(static_cast<std::size_t>(kind)); }

std::vector<CapacityUse> capacity_uses(const std::vector<Order>& orders, const PortfolioView& portfolio,
                                       const Settings& settings) {
  if (settings.mode.execution.capacity == CapacityModel::off) return {};
  UseList uses(portfolio, settings);
  for (const Order& order : orders) uses.add(order);
  return uses.take();
}

std::string capacity_text(const CapacityUse& use, const Universe& universe) {
  const Instrument& instrument = universe[use.instrument];
  const std::string amount = use.amount.to_string() + " ";
  const std::string limit = use.limit.to_string();
  const std::string reserve = universe.venue_of(instrument.account) + ".reserves." + instrument.token;
  switch (use.kind) {
    case CapacityKind::supply_cap:
      return fmt::format("supply of {}{} by everyone, over the supply cap of {} (venues.{}.supply_cap)", amount,
                         instrument.token, limit, reserve);
    case CapacityKind::borrow_cap:
      return fmt::format("debt of {}{} by everyone, over the borrow cap of {} (venues.{}.borrow_cap)", amount,
                         instrument.token, limit, reserve);
    case CapacityKind::free_liquidity:
      return fmt::format("{}{} taken from {}, which has {} free", amount, instrument.token,
                         universe.name(instrument.account), limit);
    case CapacityKind::participation:
      return fmt::format("trade of {}{} in {}, over the {} that execution.max_participation allows of the {}'s volume",
                         amount, universe.name(instrument.asset), instrument.key, limit,
                         use.bar == kHour ? "hour" : "bar");
  }
  broken_invariant("unknown kind of capacity");
}

}  // namespace basis
