#include <algorithm>

#include "venues/sim/exchange_service.hpp"

// Money that leaves and comes over a chain.

namespace basis::sim {
namespace {

/// Where deposits go at a venue without a funding account.
constexpr std::string_view kDepositPool = "spot";
constexpr std::string_view kEthereum = "ETH";

/// The deposit with this name; null: the client has none.
const ClientMovement* find_deposit(const ClientAccount& client, const std::string& id) {
  const auto& all = client.movements();
  const auto found = std::find_if(all.begin(), all.end(), [&](const ClientMovement& one) {
    return one.kind == ClientMovement::Kind::deposit && one.client_id == id;
  });
  return found == all.end() ? nullptr : &*found;
}

/// An asset that an account does not have is lost there.
bool can_hold(const ClientAccount& client, std::string_view asset) {
  const auto id = client.universe().find_asset(asset);
  if (!id || client.funding() != nullptr) return id.has_value();
  const auto& pockets = client.pool(kDepositPool)->spec().pockets;
  return std::any_of(pockets.begin(), pockets.end(), [&](const auto& pocket) { return pocket.asset == *id; });
}

}  // namespace

void ExchangeService::join(ChainLink& link) {
  chain_ = &link;
  for (const auto& venue : venues_)
    for (ClientAccount* client : venue->clients()) {
      client->join_chain(link.deposit_address(venue->name(), client->spec().name),
                         [&link](std::string_view asset) { return link.carries(asset); });
      std::vector<std::int64_t> unconfirmed;
      for (const ClientMovement& one : client->movements()) {
        if (!one.waiting) continue;
        if (one.kind == ClientMovement::Kind::withdrawal)
          send_off(venue->name(), *client, one.number);
        else
          unconfirmed.push_back(one.number);
      }
      for (const std::int64_t number : unconfirmed) client->forget_movement(number);
    }
}

void ExchangeService::send_off(std::string_view venue, ClientAccount& client, std::int64_t number) {
  require(chain_ != nullptr, "money leaves over a chain that there is");
  const ClientMovement& movement = *client.movement(number);
  ChainPayment payment;
  payment.venue = venue;
  payment.client = client.spec().name;
  payment.movement = number;
  payment.asset = movement.asset;
  payment.amount = movement.amount - movement.fee;
  payment.address = movement.address;
  payment.transaction = movement.transaction;
  chain_->pay(payment);
}

void ExchangeService::payment_sent(const ChainPayment& payment) {
  client(payment.venue, payment.client)->sent_on_chain(payment.movement, payment.transaction);
}

void ExchangeService::payment_ended(const ChainPayment& payment, bool arrived) {
  client(payment.venue, payment.client)->ended_on_chain(payment.movement, arrived, now_);
}

ClientAccount* ExchangeService::owner_of(std::string_view address) const {
  for (const auto& venue : venues_)
    for (ClientAccount* client : venue->clients())
      if (client->deposit_address() == address) return client;
  return nullptr;
}

void ExchangeService::deposit_seen(const ChainDeposit& deposit) {
  ClientAccount* const owner = owner_of(deposit.address);
  if (owner == nullptr || find_deposit(*owner, deposit.id) != nullptr || !can_hold(*owner, deposit.asset)) return;
  ClientMovement movement;
  movement.kind = ClientMovement::Kind::deposit;
  movement.client_id = deposit.id;
  movement.asset = deposit.asset;
  movement.amount = deposit.amount;
  movement.to = kDepositPool;
  movement.network = kEthereum;
  movement.address = deposit.address;
  movement.on_chain = true;
  movement.waiting = true;
  movement.transaction = deposit.transaction;
  movement.due = now_;
  require(owner->move(std::move(movement), now_), "a deposit of an asset that the account has is taken");
}

void ExchangeService::deposit_confirmed(const ChainDeposit& deposit) {
  ClientAccount* const owner = owner_of(deposit.address);
  const ClientMovement* const found = owner == nullptr ? nullptr : find_deposit(*owner, deposit.id);
  if (found != nullptr && found->waiting) owner->ended_on_chain(found->number, true, now_);
}

void ExchangeService::deposit_gone(const ChainDeposit& deposit) {
  ClientAccount* const owner = owner_of(deposit.address);
  const ClientMovement* const found = owner == nullptr ? nullptr : find_deposit(*owner, deposit.id);
  if (found != nullptr && found->waiting) owner->forget_movement(found->number);
}

void ExchangeService::set_chain_mark(ChainMark mark) {
  chain_mark_ = std::move(mark);
  ++wallet_changes_;
}

}  // namespace basis::sim
