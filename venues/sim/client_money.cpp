#include <algorithm>

#include "venues/sim/client_account.hpp"
#include "venues/sim/sim_wallet.hpp"

namespace basis::sim {
namespace {

constexpr std::string_view kFundingPool = "funding";

/// By the words of all venues: "ETH", and OKX's "USDT-ERC20".
bool on_ethereum(std::string_view network) { return network == "ETH" || network.ends_with("-ERC20"); }

}  // namespace

void ClientAccount::open_funding() {
  funding_.emplace();
  const auto balances = spec_.balances.find(std::string(kFundingPool));
  if (balances == spec_.balances.end()) return;
  for (const auto& [asset, amount] : balances->second)
    if (const auto id = universe().find_asset(asset); id && amount.sign() > 0) (*funding_)[*id] = amount;
}

bool ClientAccount::pay_into_funding(AssetId asset, Amount amount) {
  Amount& held = (*funding_)[asset];
  const bool covered = (held + amount).sign() >= 0;
  if (covered) held += amount;
  if (held.is_zero()) funding_->erase(asset);
  if (covered) ++changes_;
  return covered;
}

bool ClientAccount::pay_in(std::string_view name, AssetId asset, Amount amount, UtcTime now) {
  if (funding_ && name == kFundingPool) return pay_into_funding(asset, amount);
  ExchangeAccount* const to = pool(name);
  if (to == nullptr || !engine_.transfer(to->id(), asset, amount, now)) return false;
  collect(now);
  return true;
}

bool ClientAccount::move(ClientMovement movement, UtcTime now) {
  const auto asset = universe().find_asset(movement.asset);
  if (!asset) return false;
  if (movement.kind != ClientMovement::Kind::deposit && !pay_in(movement.from, *asset, -movement.amount, now))
    return false;
  if (funding_ && movement.kind == ClientMovement::Kind::deposit) movement.to = kFundingPool;
  if (movement.kind == ClientMovement::Kind::withdrawal)
    movement.on_chain =
        carried_ && on_ethereum(movement.network) && movement.address != kWalletAddress && carried_(movement.asset);
  movement.number = ++movement_count_;
  movement.asked = now;
  ++changes_;
  movements_.push_back(std::move(movement));
  return true;
}

void ClientAccount::arm_dead_man(std::optional<MarketId> market, std::optional<UtcTime> at) {
  for (const Pool& pool : pools_)
    if (!market || universe()[*market].account == pool.account->id())
      engine_.arm_dead_man(pool.account->id(), market, at);
}

void ClientAccount::deleverage(MarketId market, Ratio share, UtcTime now) {
  engine_.deleverage(market, share, now);
  collect(now);
}

void ClientAccount::liquidate(UtcTime now) {
  for (const Pool& pool : pools_)
    for (const Market* market : pool.account->spec().markets) {
      if (market->is_spot() || pool.account->position(*market).amount.is_zero()) continue;
      engine_.force_liquidation(market->id, now);
      collect(now);
    }
}

void ClientAccount::fail_movements() {
  for (ClientMovement& movement : movements_)
    if (!movement.done && !movement.waiting) movement.failed = true;
}

void ClientAccount::hold_withdrawals(UtcTime until, UtcTime now) {
  for (ClientMovement& movement : movements_) {
    if (movement.done || movement.waiting || movement.kind != ClientMovement::Kind::withdrawal) continue;
    movement.held_until = until;
    movement.due = movement.due + (until - now);
    ++changes_;
  }
}

std::optional<UtcTime> ClientAccount::next_due() const {
  std::optional<UtcTime> next = engine_.next_timer();
  const auto sooner = [&](UtcTime at) { next = next ? std::min(*next, at) : at; };
  for (const ClientMovement& movement : movements_)
    if (!movement.done && !movement.waiting) sooner(movement.due);
  for (const std::int64_t number : open_)
    if (const ClientOrder& one = orders_[static_cast<std::size_t>(number - first_order_)]; one.expires)
      sooner(*one.expires);
  return next;
}

void ClientAccount::advance(UtcTime now) {
  engine_.fire_timers(now);
  collect(now);
  for (std::size_t i = 0; i < movements_.size(); ++i) {
    ClientMovement& movement = movements_[i];
    if (movement.done || movement.waiting || movement.due > now) continue;
    ++changes_;
    const bool leaves = movement.on_chain && movement.kind == ClientMovement::Kind::withdrawal && !movement.failed &&
                        movement.transaction.empty();
    if (leaves) {
      movement.waiting = true;
      leaving_.push_back(movement.number);
      continue;
    }
    movement.done = true;
    settled_.push_back(movement);
    // Money from or to outside has its other end there.
    if (movement.kind == ClientMovement::Kind::withdrawal && !movement.failed) continue;
    if (movement.kind == ClientMovement::Kind::deposit && movement.failed) continue;
    const std::string to = movement.failed ? movement.from : movement.to;
    const auto asset = universe().find_asset(movement.asset);
    require(asset.has_value() && pay_in(to, *asset, movement.amount, now), "money that is due arrives");
  }
  for (const std::int64_t number : std::vector(open_)) {
    ClientOrder* const one = order(number);
    if (!one->expires || *one->expires > now) continue;
    expiring_ = true;
    cancel(*one, now);
    expiring_ = false;
  }
}

}  // namespace basis::sim
