#include "actors/live/chain_wallet.hpp"

#include <fmt/format.h>

#include "actors/live/session_venues.hpp"

namespace basis {
namespace {

/// Between questions for an address, or for a deposit.
constexpr Nanos kAskedSoon = kSecond;
/// The same for a deposit that the exchange keeps: a person has to ask there.
constexpr Nanos kAskedLate = kMinute;
/// How often an address is asked for before the payment is refused: nothing has left by then.
constexpr int kAddressAsked = 30;

}  // namespace

ChainWallet::ChainWallet(const Universe& universe, net::Network& network, ChainClient& client,
                         const SessionVenues& venues,
                         std::function<void(const std::string& kind, const std::string& text)> alert)
    : universe_(universe), network_(network), client_(client), venues_(venues), alert_(std::move(alert)) {}

ChainWallet::~ChainWallet() { *alive_ = false; }

Session& ChainWallet::session_of(const Waiting& waiting) const {
  Session* const session = venues_.session(waiting.order.destination);
  require(session != nullptr, "money is paid into an account without a session");
  return *session;
}

AssetId ChainWallet::asset_of(const Waiting& waiting) const {
  const auto asset = universe_.find_asset(universe_[waiting.order.instrument].token);
  require(asset.has_value(), "a token is paid into an exchange that no exchange knows");
  return *asset;
}

void ChainWallet::deposit(const Order& order, MoneyDone done) {
  const std::string id = order.client_id;
  client_.payment_begins(id);
  waiting_.insert_or_assign(id, Waiting{order, std::move(done)});
  client_.after_commit([this, id, alive = alive_] {
    if (*alive) begin(id);
  });
}

/// What an earlier boot has paid is paid, wherever to.
void ChainWallet::begin(const std::string& id) {
  if (client_.pays(id)) return pay(id, {});
  ask_address(id);
}

void ChainWallet::ask_address(const std::string& id) {
  Waiting& waiting = waiting_.at(id);
  session_of(waiting).deposit_address(asset_of(waiting), [this, id, alive = alive_](const Result<std::string>& told) {
    if (!*alive) return;
    const auto address = told ? chain::Address::parse(told.value()) : Result<chain::Address>(told.error());
    if (address) return pay(id, address.value());
    Waiting& asking = waiting_.at(id);
    if (++asking.asked == kAddressAsked)
      return end(id, {OrderStatus::refused, fmt::format("no address to pay to: {}", address.error().text())});
    asking.timer = network_.after(kAskedSoon, [this, id] { ask_address(id); });
  });
}

void ChainWallet::pay(const std::string& id, const chain::Address& to) {
  const Order& order = waiting_.at(id).order;
  client_.pay(id, universe_[order.instrument].token, to, order.size, [this, id, alive = alive_](const ChainPaid& paid) {
    if (!*alive) return;
    if (!paid.done) return end(id, {OrderStatus::refused, paid.reason});
    waiting_.at(id).transaction = paid.transaction;
    look(id);
  });
}

void ChainWallet::look(const std::string& id) {
  Waiting& waiting = waiting_.at(id);
  session_of(waiting).find_deposit(asset_of(waiting), waiting.transaction,
                                   [this, id, alive = alive_](const DepositState& state) {
                                     if (*alive) looked(id, state);
                                   });
}

/// Money that has left is waited for, however long.
void ChainWallet::looked(const std::string& id, const DepositState& state) {
  Waiting& waiting = waiting_.at(id);
  if (state.kind == DepositState::Kind::credited) return end(id, {OrderStatus::accepted, {}, {}});
  const bool kept = state.kind == DepositState::Kind::refused;
  if (kept)
    tell(waiting, fmt::format("{} of {} in {}: the exchange keeps it: {}", waiting.order.size.to_string(),
                              universe_[waiting.order.instrument].token, waiting.transaction, state.text));
  waiting.timer = network_.after(kept ? kAskedLate : kAskedSoon, [this, id] { look(id); });
}

void ChainWallet::tell(Waiting& waiting, const std::string& text) {
  if (std::exchange(waiting.told, text) != text) alert_("deposit", text);
}

void ChainWallet::end(const std::string& id, const MoneyMoved& moved) {
  const MoneyDone done = std::move(waiting_.at(id).done);
  waiting_.erase(id);
  if (moved.status != OrderStatus::accepted) client_.payment_ends(id);
  done(moved);
}

}  // namespace basis
