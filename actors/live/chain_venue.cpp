#include <algorithm>
#include <array>
#include <map>

#include "actors/event_emitter.hpp"
#include "actors/live/chain_client.hpp"
#include "core/execution/transfer_rules.hpp"

namespace basis {

/// To the chain's actor: an order is over.
struct ContractEnded {
  std::string id;
  ChainDone done;
};
/// To the chain's actor: a payment to the owner is in the chain, or never will be.
struct OwnerPaid {
  std::string id;
  ChainPaid paid;
};
/// To the chain's actor: what a transfer brings is in the wallet.
struct TokenArrived {
  std::string id;
};

}  // namespace basis

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::ContractEnded)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::OwnerPaid)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::TokenArrived)

namespace basis {
namespace {

using ChainVenueActor =
    venue_actor::extend<caf::reacts_to<ContractEnded>, caf::reacts_to<OwnerPaid>, caf::reacts_to<TokenArrived>>;

/// An order that is not over, and who waits for its answer.
struct AwaitedCall {
  OrderPtr order;
  MarketPtr market;
  Amount taken;
  caf::typed_response_promise<Answered> promise;
};

/// The wallet's book as this actor has posted it. Ether that the mode does not hold pays for gas: its owner pays that
/// in when it is spent, so that it counts as a cost of the run.
struct ChainVenueState {
  ChainVenueState(const RunContext& run, ChainClient& the_client) : context(run), client(the_client) {
    const Universe& universe = run.universe;
    const AccountId wallet = *universe.find_account(kWalletAccount);
    share = universe.get(wallet, PositionType::base_token, universe.name(universe.share_asset()));
    ether = universe.find(wallet, PositionType::base_token, kEther);
    posted.resize(universe.instruments().size());
    if (run.rebuilt != nullptr) posted = run.rebuilt->book.positions;
    known = run.rebuilt != nullptr;
    if (run.rebuilt != nullptr) announced = run.rebuilt->control.announced;
  }

  /// Takes the wallet as it is for the book, at a first start.
  void begin() {
    if (std::exchange(begun, true)) return;
    require(client.reading() != nullptr, "the chain is asked before it was read");
    if (known) return;
    if (!pays_gas_itself()) client.begin_gas_money();
    for (const Instrument& instrument : context.universe.instruments())
      if (instrument.on_chain) posted[instrument.id.index()].amount = client.held(instrument);
  }
  /// The order that has ended.
  [[nodiscard]] AwaitedCall take(const std::string& id) {
    auto ended = awaited.extract(id);
    require(!ended.empty(), "what nobody waits for has ended on the chain");
    return std::move(ended.mapped());
  }
  [[nodiscard]] bool pays_gas_itself() const { return ether && *ether == share; }

  const RunContext& context;
  ChainClient& client;
  InstrumentId share;
  std::optional<InstrumentId> ether;
  std::shared_ptr<const Directory> directory;
  PositionSet posted;
  bool known = false;  ///< the book is that of an earlier boot
  bool begun = false;
  Amount announced;                 ///< by the owner, and not seen yet
  std::uint64_t changed_block = 0;  ///< older readings say nothing of the book
  std::uint64_t compared_block = 0;
  std::map<std::string, AwaitedCall> awaited;  ///< by order id
};
using ChainStatePtr = std::shared_ptr<ChainVenueState>;
using ChainVenueSelf = ChainVenueActor::pointer;

Answered answer_call(ChainVenueState& state, const AwaitedCall& asked, OrderStatus status, std::string reason,
                     std::vector<LedgerEntry> entries) {
  for (const LedgerEntry& entry : entries) apply_entry(entry, state.posted);
  auto answer = std::make_shared<OrderAnswer>();
  answer->order = asked.order;
  answer->status = status;
  answer->reason = std::move(reason);
  answer->taken = asked.taken;
  answer->report.time = asked.market->time;
  answer->report.entries = std::move(entries);
  return {std::move(answer)};
}

/// Gas is paid in ether. A mode whose share class is another currency gets it from its owner.
void add_gas(ChainVenueState& state, const MarketSnapshot& market, Amount gas, std::vector<LedgerEntry>& entries) {
  if (gas.is_zero()) return;
  if (state.pays_gas_itself()) {
    entries.push_back({market.time, EntryKind::gas, {{state.share, Outside::gas, gas, Amount{}}}});
    return;
  }
  const ChainReading* const reading = state.client.reading();
  const auto price = market.gas_token_price || reading == nullptr ? market.gas_token_price : reading->told.eth;
  if (!price) return;
  const Amount dollars = mul(gas, *price, Rounding::ceil);
  entries.push_back({market.time, EntryKind::capital, {{Outside::capital, state.share, dollars, Amount{}}}});
  entries.push_back({market.time, EntryKind::gas, {{state.share, Outside::gas, dollars, Amount{}}}});
}

/// What the calls of an order posted, told by what they came to.
std::vector<LedgerEntry> call_entries(ChainVenueState& state, const AwaitedCall& asked, const ChainDone& done) {
  static constexpr std::array<std::pair<ActionType, EntryKind>, 9> kKinds{{{ActionType::supply, EntryKind::supply},
                                                                           {ActionType::withdraw, EntryKind::withdraw},
                                                                           {ActionType::borrow, EntryKind::borrow},
                                                                           {ActionType::repay, EntryKind::repay},
                                                                           {ActionType::stake, EntryKind::stake},
                                                                           {ActionType::unstake, EntryKind::unstake},
                                                                           {ActionType::swap, EntryKind::swap},
                                                                           {ActionType::wrap, EntryKind::wrap},
                                                                           {ActionType::unwrap, EntryKind::wrap}}};
  const auto kind = std::ranges::find(kKinds, asked.order->action, &std::pair<ActionType, EntryKind>::first);
  LedgerEntry entry{asked.market->time, kind == kKinds.end() ? EntryKind::group : kind->second, {}};
  const Outside other = entry.kind == EntryKind::swap ? Outside::market : Outside::pool;
  for (std::size_t i = 0; i < done.change.size(); ++i) {
    const InstrumentId instrument{static_cast<std::uint16_t>(i)};
    const Amount change = done.change[i];
    if (change.sign() < 0) entry.movements.push_back({instrument, other, -change, Amount{}});
    if (change.sign() > 0) entry.movements.push_back({other, instrument, change, Amount{}});
  }
  std::vector<LedgerEntry> entries;
  if (!entry.movements.empty()) entries.push_back(std::move(entry));
  add_gas(state, *asked.market, done.gas, entries);
  return entries;
}

caf::result<Answered> begin_order(ChainVenueSelf self, const ChainStatePtr& state, const ExecuteTrade& command) {
  auto promise = self->make_response_promise<Answered>();
  const std::string& id = command.order->client_id;
  state->awaited[id] = {command.order, command.market, {}, promise};
  state->client.execute(command.order, state->posted,
                        [handle = caf::actor_cast<ChainVenueActor>(self), id](const ChainDone& done) {
                          caf::anon_send(handle, ContractEnded{id, done});
                        });
  return promise;
}

void end_order(ChainVenueState& state, const ContractEnded& ended) {
  AwaitedCall asked = state.take(ended.id);
  state.begin();
  state.changed_block = std::max(state.changed_block, ended.done.block);
  std::vector<LedgerEntry> entries = call_entries(state, asked, ended.done);
  asked.promise.deliver(answer_call(state, asked, ended.done.status, ended.done.reason, std::move(entries)));
}

/// What of a payment in ether the wallet keeps for its gas; zero where it has enough beside it. A payment that an
/// earlier boot has sent is what it was.
Amount kept_for_gas(const ChainVenueState& state, const Order& order, InstrumentId token) {
  constexpr std::int64_t kTransferGas = 21'000;
  constexpr std::int64_t kTip = 3'000'000'000;  // wei a unit of gas
  const ChainReading* const reading = state.client.reading();
  if (token != state.ether || reading == nullptr) return {};
  if (const auto sent = state.client.payment_value(order.client_id)) return order.size - *sent;
  const Amount price = reading->told.gas_price.value_or(Amount{});
  const Amount gas = mul(price + price + price + Amount::from_raw(kTip), Ratio::from_int(kTransferGas), Rounding::ceil);
  return std::clamp(order.size + gas - reading->ether, Amount{}, order.size);
}

/// The owner is paid at the address that was asked for, or else at the only one that is allowed. It is over when the
/// transaction is in the chain.
caf::result<Answered> begin_pay_out(ChainVenueSelf self, const ChainStatePtr& state, AwaitedCall asked,
                                    InstrumentId token) {
  const ControlState* const control = state->context.control;
  std::string text = control == nullptr || control->payees.empty() ? std::string() : control->payees.front();
  if (text.empty() && state->client.owners().size() == 1) text = state->client.owners().front();
  const auto to = chain::Address::parse(text);
  if (!to)
    return answer_call(*state, asked, OrderStatus::refused,
                       "no address to pay the owner at (BASIS_WITHDRAWAL_ALLOW_LIST)", {});
  state->begin();
  const OrderPtr order = asked.order;
  asked.taken = kept_for_gas(*state, *order, token);
  const Amount paid_out = order->size - asked.taken;
  if (paid_out.sign() <= 0)
    return answer_call(*state, asked, OrderStatus::refused, "the wallet has no more than the gas of a payment", {});
  asked.promise = self->make_response_promise<Answered>();
  const auto promise = asked.promise;
  state->awaited[order->client_id] = std::move(asked);
  state->client.payment_begins(order->client_id);
  state->client.after_commit(
      [state, order, token, paid_out, to = to.value(), handle = caf::actor_cast<ChainVenueActor>(self)] {
        const auto& name = state->context.universe[token].token;
        state->client.pay(order->client_id, name, to, paid_out, [handle, id = order->client_id](const ChainPaid& paid) {
          caf::anon_send(handle, OwnerPaid{id, paid});
        });
      });
  return promise;
}

void end_pay_out(ChainVenueState& state, const OwnerPaid& ended) {
  AwaitedCall asked = state.take(ended.id);
  std::vector<LedgerEntry> entries;
  const ChainCost cost = state.client.payment_cost(ended.id);
  const Amount paid_out = asked.order->size - asked.taken;
  if (ended.paid.done)
    entries.push_back({asked.market->time, EntryKind::capital, {{state.share, Outside::capital, paid_out, Amount{}}}});
  add_gas(state, *asked.market, cost.gas, entries);
  state.changed_block = std::max(state.changed_block, cost.block);
  state.client.payment_ends(ended.id);
  asked.promise.deliver(answer_call(state, asked, ended.paid.done ? OrderStatus::accepted : OrderStatus::refused,
                                    ended.paid.reason, std::move(entries)));
}

/// What a transfer has brought into the wallet.
Answered arrived(ChainVenueState& state, const AwaitedCall& asked, InstrumentId token) {
  const Amount amount = asked.order->size - asked.taken;
  std::vector<LedgerEntry> entries{
      {asked.market->time, EntryKind::transfer, {{Outside::transit, token, amount, Amount{}}}}};
  return answer_call(state, asked, OrderStatus::accepted, {}, std::move(entries));
}

/// The wallet's side of a transfer. What leaves it has been paid already: the exchange has said that it arrived.
caf::result<Answered> begin_wallet_transfer(ChainVenueSelf self, const ChainStatePtr& state,
                                            const ExecuteTransfer& command) {
  const Universe& universe = state->context.universe;
  const Order& order = *command.order;
  AwaitedCall asked{command.order, command.market, command.taken, {}};
  const InstrumentId token =
      universe.get(*universe.find_account(kWalletAccount), PositionType::base_token, universe[order.instrument].token);
  if (order.action == ActionType::pay_out) return begin_pay_out(self, state, std::move(asked), token);
  state->begin();
  if (universe.is_on_chain(order.account)) {
    std::vector<LedgerEntry> entries{
        {command.market->time, EntryKind::transfer, {{token, Outside::transit, order.size, Amount{}}}}};
    const ChainCost cost = state->client.payment_cost(order.client_id);
    add_gas(*state, *command.market, cost.gas, entries);
    state->changed_block = std::max(state->changed_block, cost.block);
    state->client.payment_ends(order.client_id);
    return answer_call(*state, asked, OrderStatus::accepted, {}, std::move(entries));
  }
  // What an earlier boot has paid on had arrived.
  if (state->client.pays(order.client_id)) return arrived(*state, asked, token);
  asked.promise = self->make_response_promise<Answered>();
  const auto promise = asked.promise;
  const Amount least = state->posted[token.index()].amount + order.size - command.taken;
  state->awaited[order.client_id] = std::move(asked);
  state->client.await_token(token, least, [handle = caf::actor_cast<ChainVenueActor>(self), id = order.client_id] {
    caf::anon_send(handle, TokenArrived{id});
  });
  return promise;
}

void end_wallet_transfer(ChainVenueState& state, const std::string& id) {
  AwaitedCall asked = state.take(id);
  const Universe& universe = state.context.universe;
  const InstrumentId token = universe.get(*universe.find_account(kWalletAccount), PositionType::base_token,
                                          universe[asked.order->instrument].token);
  asked.promise.deliver(arrived(state, asked, token));
}

/// What the wallet has more than the book, up to what its owner announced: it is capital from here on.
std::vector<LedgerEntry> take_deposit(ChainVenueSelf self, ChainVenueState& state, UtcTime now) {
  const ChainReading* const reading = state.client.reading();
  if (state.announced.sign() <= 0 || reading == nullptr || state.client.busy() || !state.awaited.empty()) return {};
  if (reading->block.number < state.changed_block) return {};
  const Amount more = state.client.held(state.context.universe[state.share]) - state.posted[state.share.index()].amount;
  const Amount paid_in = std::min(more, state.announced);
  if (paid_in.sign() <= 0) return {};
  state.announced -= paid_in;
  const LedgerEntry entry{now, EntryKind::capital, {{Outside::capital, state.share, paid_in, Amount{}}}};
  apply_entry(entry, state.posted);
  self->send(state.directory->strategy_manager, FlowArrived{CapitalFlow{now, true, paid_in}});
  return {entry};
}

/// The book against a reading that is new, while nothing of ours is under way.
void compare(ChainVenueSelf self, ChainVenueState& state, UtcTime now) {
  const ChainReading* const reading = state.client.reading();
  if (reading == nullptr || state.client.busy() || !state.awaited.empty()) return;
  if (reading->block.number <= state.compared_block || reading->block.number < state.changed_block) return;
  state.compared_block = reading->block.number;
  for (const Instrument& instrument : state.context.universe.instruments())
    if (instrument.on_chain)
      self->send(state.directory->position_monitor,
                 HoldingRead{Observed{instrument.id, state.client.held(instrument), std::nullopt, Price{}}, now});
}

ChainVenueActor::behavior_type chain_venue(ChainVenueSelf self, const RunContext& context, ChainClient* client) {
  stop_loudly(self);
  const auto state = std::make_shared<ChainVenueState>(context, *client);
  return {
      [=](const Connect& connect) { state->directory = connect.directory; },
      // Its owner pays it into the wallet, where it is seen.
      [=](const Deposit& deposit) { state->announced += deposit.amount; },
      [=](const MarketUpdate& update) {
        state->begin();
        auto report = std::make_shared<VenueReport>();
        report->time = update.market->time;
        report->entries = take_deposit(self, *state, update.market->time);
        compare(self, *state, update.market->time);
        self->send(state->directory->position_monitor, VenueSettled{std::move(report)});
      },
      [=](const ExecuteTrade& command) { return begin_order(self, state, command); },
      [=](const ExecuteTransfer& command) { return begin_wallet_transfer(self, state, command); },
      [=](const BalanceQuery& query) {
        state->begin();
        return BalanceReply{state->posted[query.instrument.index()].amount};
      },
      [=](const PositionQuery& query) {
        state->begin();
        return PositionReply{state->posted[query.instrument.index()]};
      },
      [=](const ContractEnded& ended) { end_order(*state, ended); },
      [=](const OwnerPaid& paid) { end_pay_out(*state, paid); },
      [=](const TokenArrived& arrived) { end_wallet_transfer(*state, arrived.id); },
  };
}

}  // namespace

venue_actor spawn_chain_venue(caf::actor_system& actors, const RunContext& context, ChainClient& client) {
  return caf::actor_cast<venue_actor>(actors.spawn(chain_venue, std::cref(context), &client));
}

}  // namespace basis
