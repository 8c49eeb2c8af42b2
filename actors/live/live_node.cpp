#include "actors/live/live_node.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "actors/drivers/hot_alerts.hpp"
#include "actors/live/first_holdings.hpp"
#include "actors/live/session_exchange.hpp"
#include "venues/alchemy/simulator.hpp"
#include "venues/recorded_frame.hpp"

namespace basis {
namespace {

/// Books that lack a snapshot, and silent streams, are looked for so often.
constexpr Nanos kLook{100'000'000};
/// A snapshot that was requested and has not come is requested again after this time.
constexpr Nanos kRequestedAgain = kSecond * 5;
/// While it starts or stops a node that notes its turns takes one so often.
constexpr Nanos kLeastTurn{1'000'000};

}  // namespace

/// Keeps what leaves.
class LiveNode::Witness final : public OrderWitness {
 public:
  Witness(OrderLog& log, Nanos receive_window) : log_(log), receive_window_(receive_window) {}
  void leaves(const OrderSent& order) noexcept override {
    log_.write({order.command, order.pair, order.mid, order.at, order.at + receive_window_});
  }

 private:
  OrderLog& log_;
  Nanos receive_window_;
};

LiveNode::LiveNode(Parts parts)
    : parts_(std::move(parts)),
      started_utc_(parts_.network->now_utc()),
      started_mono_(parts_.network->now_mono()),
      actors_(std::make_unique<HostedSystem>()) {
  note_begin();
}

LiveNode::~LiveNode() = default;

UtcTime LiveNode::now() const {
  const MonoTime at = parts_.inputs != nullptr ? parts_.inputs->now_mono() : parts_.network->now_mono();
  return started_utc_ + (at - started_mono_);
}

/// What follows from an input is of the input's instant.
std::optional<NodeInputs::Taking> LiveNode::note(const node_input::Body& body) const {
  if (parts_.inputs == nullptr) return std::nullopt;
  return std::optional<NodeInputs::Taking>(std::in_place, *parts_.inputs, body);
}

void LiveNode::note_begin() {
  if (parts_.inputs == nullptr) return;
  node_input::Began began = parts_.began;
  began.mode = parts_.settings->mode.mode;
  began.configuration = parts_.configuration;
  began.node_id = parts_.node_id;
  began.starts_paused = parts_.starts_paused;
  began.adopt = parts_.adopt;
  if (parts_.wallet != nullptr) {
    began.wallet = parts_.wallet->address();
    noted_wallet_ = noted(*parts_.wallet, *parts_.inputs);
    parts_.wallet = noted_wallet_.get();
  }
  const NodeInputs::Taking taking(*parts_.inputs, began);
  started_utc_ = parts_.inputs->now_utc();
  started_mono_ = parts_.inputs->now_mono();
}

Result<std::unique_ptr<LiveNode>> LiveNode::create(Parts parts) {
  std::unique_ptr<LiveNode> node(new LiveNode(std::move(parts)));
  BASIS_TRY(node->build());
  return node;
}

Result<void> LiveNode::build() {
  const Universe& universe = parts_.markets->universe;
  for (const MarketId id : parts_.markets->followed) markets_.push_back(&universe[id]);
  venues_ = std::make_unique<SessionVenues>(universe, parts_.node.receive_window, *this);
  // A node that goes on from its journal may ask at once for what was under way.
  for (const Market* market : markets_)
    if (market->account) venues_->listener(*market->account);
  if (parts_.chain_client != nullptr) {
    chain_wallet_ = std::make_unique<ChainWallet>(universe, *parts_.network, *parts_.chain_client, *venues_,
                                                  [this](const std::string& kind, const std::string& text) {
                                                    wallet_alert({kind, text});
                                                  });
    parts_.wallet = chain_wallet_.get();
  }
  BASIS_TRY(make_hot_path());
  BASIS_TRY(make_node());
  BASIS_TRY(add_feeds());
  return add_sessions();
}

Result<void> LiveNode::make_hot_path() {
  HotPathParts hot;
  hot.universe = &parts_.markets->universe;
  hot.markets = markets_;
  hot.settings = parts_.node;
  hot.mode = parts_.settings;
  hot.tradable = parts_.markets->tradable;
  hot.access = parts_.access;
  hot.node_id = parts_.node_id;
  hot.sink = venues_.get();
  if (parts_.orders != nullptr) {
    witness_ = std::make_unique<Witness>(*parts_.orders, parts_.node.receive_window);
    hot.witness = witness_.get();
  }
  BASIS_TRY(hot_path_, HotPath::create(actors_->system, std::move(hot)));
  return ok();
}

Result<void> LiveNode::make_node() {
  TradingNode::Parts parts;
  parts.universe = &parts_.markets->universe;
  parts.settings = parts_.settings;
  parts.costs = parts_.costs;
  parts.flows = parts_.flows;
  parts.history = parts_.history;
  parts.pair_terms = parts_.pair_terms;
  parts.from = started_utc_;
  parts.max_price_age = parts_.node.max_age;
  parts.observer = parts_.observer;
  parts.trading = this;
  parts.hot = hot_path_.get();
  parts.venues = venues_.get();
  parts.chain = parts_.chain;
  parts.chain_source = parts_.chain_client;
  parts.exchange = [this](caf::actor_system& actors, const RunContext& context, AccountId account) {
    return caf::actor_cast<venue_actor>(
        actors.spawn(session_exchange, std::cref(context), account, venues_.get(), parts_.wallet));
  };
  parts.before_first = [this]() -> Result<void> {
    const PositionSet wallet = on_chain();
    const FirstHoldings first{parts_.markets->universe, *venues_, wallet, parts_.settings->mode.share_class};
    if (!parts_.adopt) {
      BASIS_TRY(first.check());
    }
    return parts_.begins ? parts_.begins(first.capital()) : Result<void>(ok());
  };
  parts.queue_capacity = parts_.node.queue_capacity;
  parts.receive_window = parts_.node.receive_window;
  parts.journal = parts_.journal;
  parts.before_commit = [this]() -> Result<void> {
    // What led to an entry is there before the entry.
    if (parts_.inputs != nullptr) {
      BASIS_TRY(parts_.inputs->flush());
    }
    return parts_.before_commit ? parts_.before_commit() : Result<void>(ok());
  };
  parts.orders = parts_.orders;
  parts.node_id = parts_.node_id;
  parts.configuration = parts_.configuration;
  parts.released = kReleased;
  parts.starts_paused = parts_.starts_paused;
  parts.transfers_take_time = true;
  BASIS_TRY(node_, TradingNode::create(parts));
  hot_path_->set_kill_switch({KillState::active, kReleased, MonoTime(), false});
  return node_->go_on_from_journal(started_utc_);
}

Result<void> LiveNode::add_feeds() {
  feeds_of_.resize(parts_.markets->universe.accounts().size());
  std::vector<FeedQueue*> consumers = hot_path_->consumers();
  consumers.push_back(node_->events());
  for (const FeedVenueInfo& info : feed_venues()) {
    if (!Feed::can_follow(info.venue, markets_)) continue;
    Feed::Options options;
    options.observers.push_back(venues_.get());
    options.clips = hot_path_->clips();
    std::unique_ptr<Feed>& feed = feeds_[static_cast<std::size_t>(info.venue)];
    BASIS_TRY(feed, Feed::create(info.venue, markets_, consumers, options));
    for (const auto& followed : feed->followed()) {
      if (!followed->market.account) continue;
      auto& feeds = feeds_of_[followed->market.account->index()];
      if (feeds.empty() || feeds.back().second != feed.get()) feeds.emplace_back(info.name, feed.get());
    }
  }
  return ok();
}

Result<void> LiveNode::add_sessions() {
  const Universe& universe = parts_.markets->universe;
  const auto budgets = std::make_shared<net::RateBudgets>();
  for (std::size_t i = 0; i < universe.accounts().size(); ++i) {
    const AccountId account{static_cast<std::uint16_t>(i)};
    std::vector<const Market*> markets;
    for (const Market* market : markets_)
      if (market->account == account) markets.push_back(market);
    if (markets.empty()) continue;
    const FeedVenue venue = feed_venue_of(*markets.front());
    BASIS_TRY(SessionSettings settings, parts_.session_settings(account, venue));
    settings.universe = &universe;
    settings.account = account;
    for (const Market* market : markets)
      if (!market->is_spot()) settings.leverage = market->leverage;
    settings.markets = std::move(markets);
    settings.receive_window = parts_.node.receive_window;
    settings.hot_sockets = parts_.node.hot_sockets;
    settings.order_prefix = parts_.node_id;
    settings.budgets = budgets;
    settings.known_until = node_->known_until();
    // On a real chain an address of ours counts only where the configuration has it, too.
    if (parts_.wallet != nullptr && (parts_.chain_client == nullptr || parts_.chain_client->of_the_run()))
      settings.withdrawal_addresses.push_back(parts_.wallet->address());
    BASIS_TRY(auto session, parts_.session(venue, std::move(settings), listener(account)));
    if (parts_.inputs != nullptr) session = noted(std::move(session), account, *parts_.inputs);
    venues_->add(account, std::move(session));
  }
  return ok();
}

SessionListener& LiveNode::listener(AccountId account) {
  SessionListener& heard = venues_->listener(account);
  if (parts_.inputs == nullptr) return heard;
  std::unique_ptr<SessionListener>& by = noted_[account];
  if (by == nullptr) by = noted(heard, account, *parts_.inputs);
  return *by;
}

/// What the wallet and the protocols hold before the first step. Ether that is not the mode's is gas money.
PositionSet LiveNode::on_chain() const {
  if (parts_.chain_client == nullptr) return parts_.chain->state().holdings;
  PositionSet held = parts_.chain_client->reading()->holdings;
  const Universe& universe = parts_.markets->universe;
  if (universe.name(universe.share_asset()) == "ETH") return held;
  for (const Instrument& instrument : universe.instruments())
    if (universe.name(instrument.account) == kWalletAccount && instrument.token == "ETH")
      held[instrument.id.index()] = {};
  return held;
}

void LiveNode::start() {
  if (parts_.chain_client != nullptr) parts_.chain_client->start();
  venues_->start();
}

void LiveNode::take(const Result<void>& outcome) {
  if (!outcome && !failure_) failure_ = outcome.error();
}

/// An account with spot and perps has a feed for each, where the venue has a protocol for each.
Feed* LiveNode::feed_of(AccountId account, std::string_view name) const {
  for (const auto& [of, feed] : feeds_of_[account.index()])
    if (of == name) return feed;
  broken_invariant("market data of markets that are not followed");
}

void LiveNode::market_data(AccountId account, const MarketData& data) {
  if (failure_) return;
  Feed* const feed = feed_of(account, data.frame.venue);
  Frame frame = data.frame;
  frame.received = now();
  frame.monotonic = MonoTime::from_nanos(frame.received.nanos());
  take(node_->before_frame(frame.received));
  if (data.answer) {
    feed->take_answer(frame);
    const std::string symbol = symbol_of_url(frame.channel);
    std::erase_if(requested_, [&](const auto& book) { return parts_.markets->universe[book.first].native == symbol; });
  } else {
    feed->take(frame);
  }
  if (!failure_) take(node_->after_frame(frame.received));
}

void LiveNode::feed_lost(AccountId account, std::uint32_t connection) {
  const UtcTime at = now();
  // An account numbers the connections of all its feeds together.
  for (const auto& [name, feed] : feeds_of_[account.index()])
    feed->connection_lost(connection, at, MonoTime::from_nanos(at.nanos()));
}

void LiveNode::status(AccountId account, const SessionStatus& status) {
  const std::string& name = parts_.markets->universe.name(account);
  if (parts_.live != nullptr) parts_.live->status(name, status, now());
  if (node_ != nullptr) node_->alert(now(), {name, std::string(session_state_name(status.state)), status.text});
  if (status.state == SessionState::ready) arm_dead_man(account);
  if (status.state == SessionState::refused && !failure_)
    failure_ = Error(ErrorKind::usage, fmt::format("{}: {}", name, status.text));
}

/// The session keeps it armed, and disarms it at an orderly stop.
void LiveNode::arm_dead_man(AccountId account) {
  if (parts_.node.dead_man.count == 0 || !armed_.insert(account).second) return;
  for (const MarketId market : parts_.markets->tradable)
    if (parts_.markets->universe[market].account == account)
      venues_->session(account)->arm_dead_man(market, parts_.node.dead_man);
}

void LiveNode::alert(AccountId account, const SessionAlert& alert) {
  const std::string& name = parts_.markets->universe.name(account);
  if (parts_.live != nullptr) parts_.live->alert(name, alert, now());
  if (node_ != nullptr) node_->alert(now(), {name, alert.kind, alert.text});
}

void LiveNode::wallet_alert(const SessionAlert& alert) {
  if (parts_.live != nullptr) parts_.live->alert("wallet", alert, now());
  if (node_ != nullptr) node_->alert(now(), {"wallet", alert.kind, alert.text});
}

/// The node notes alarms of the hot lane itself.
void LiveNode::outcome(const HotOutcome& outcome) {
  if (parts_.trading != nullptr) parts_.trading->outcome(outcome);
  if (parts_.live == nullptr) return;
  if (auto alarm = alert_of(outcome, parts_.markets->universe))
    parts_.live->alert(alarm->source, {std::move(alarm->kind), std::move(alarm->text)}, now());
}

/// Requests the order books that nothing else helps.
void LiveNode::request_books(UtcTime now) {
  std::vector<MarketId> wanted;
  for (const auto& feed : feeds_)
    if (feed != nullptr) feed->wanted_snapshots(wanted);
  for (const MarketId market : wanted) {
    const auto asked = requested_.find(market);
    if (asked != requested_.end() && asked->second + kRequestedAgain > now) continue;
    requested_[market] = now;
    venues_->session(*parts_.markets->universe[market].account)->request_book(market);
  }
}

/// What need not be looked at with every turn.
void LiveNode::look(UtcTime now) {
  if (now < next_look_) return;
  next_look_ = now + kLook;
  for (const auto& feed : feeds_)
    if (feed != nullptr) feed->check_silence(parts_.node.max_age, now, MonoTime::from_nanos(now.nanos()));
  request_books(now);
  venues_->clock_offsets([&](AccountId account, Nanos offset) { hot_path_->set_clock_offset(account, offset); });
}

/// Of what is noted nothing may be missing: only a turn that could do nothing is left out.
bool LiveNode::due(UtcTime now) const {
  if ((!node_->started() || stopping_) && now < turned_ + kLeastTurn) return false;
  return parts_.inputs->taken() != taken_ || now >= next_look_ || venues_->waits() || node_->due(now) ||
         parts_.chain_client != nullptr;
}

/// A clock's offset is known to the turn that follows.
void LiveNode::note_offsets() {
  venues_->clock_offsets([this](AccountId account, Nanos offset) {
    const auto [known, fresh] = offsets_.try_emplace(account, offset);
    if (!fresh && known->second == offset) return;
    known->second = offset;
    const auto taking = note(node_input::OffsetMeasured{account, offset});
  });
}

Result<void> LiveNode::turn() {
  if (parts_.inputs == nullptr) return take_turn();
  if (!due(now())) return failure_ ? Result<void>(*failure_) : ok();
  note_offsets();
  return take_turn();
}

Result<void> LiveNode::take_turn() {
  const auto taking = note(node_input::Turned{});
  const UtcTime at = turned_ = now();
  if (!failure_) {
    venues_->tell_time(at);
    if (parts_.chain_client != nullptr) take(parts_.chain_client->turn());
  }
  if (!failure_) {
    take(node_->before_frame(at));
  }
  if (!failure_) look(at);
  if (!failure_) take(node_->after_frame(at));
  close_sessions(at);
  if (parts_.inputs != nullptr) taken_ = parts_.inputs->taken();
  if (failure_) return *failure_;
  return ok();
}

/// What the node alone knows of a payment: where it may go, and what there is.
Result<void> LiveNode::check_payment(const ControlCommand& command, std::optional<Amount> equity) const {
  const std::string& unit = parts_.settings->mode.share_class;
  if (command.amount && equity && *command.amount > *equity)
    return Error(ErrorKind::usage, fmt::format("amount: {} {} is more than there is (allowed: up to {})",
                                               command.amount->to_string(), unit, equity->to_string()));
  if (parts_.chain_client == nullptr) {
    if (!command.address.empty())
      return Error(ErrorKind::usage, "to: the wallet of this run is simulated, and pays its owner at no address");
    return ok();
  }
  const std::vector<std::string>& owners = parts_.chain_client->owners();
  if (command.address.empty() && owners.size() == 1) return ok();
  const auto address = chain::Address::parse(command.address);
  if (address && std::find(owners.begin(), owners.end(), address.value().to_string()) != owners.end()) return ok();
  return Error(ErrorKind::usage, fmt::format("to: '{}' is no address that may be paid (allowed: {})", command.address,
                                             owners.empty() ? "those of BASIS_WITHDRAWAL_ALLOW_LIST, which is not set"
                                                            : fmt::format("{}", fmt::join(owners, ", "))));
}

Result<void> LiveNode::control(const ControlCommand& command, std::optional<Amount> equity) {
  const auto taking = note(node_input::Asked{command, equity});
  if (failure_) return Error(ErrorKind::usage, "the node ends: " + failure_->text());
  if (stopping_) return Error(ErrorKind::usage, "the node stops");
  if (node_->control_state().knows(command.id)) return ok();
  if (command.action == ControlAction::withdraw) {
    BASIS_TRY(check_payment(command, equity));
  }
  BASIS_TRY(node_->control(now(), command));
  if (command.action == ControlAction::deposit && parts_.wallet != nullptr && parts_.chain_client == nullptr)
    parts_.wallet->owner_pays(parts_.settings->mode.share_class, *command.amount);
  return ok();
}

void LiveNode::stop() {
  const auto taking = note(node_input::StopAsked{});
  stopping_ = now();
  if (!failure_) node_->end_plan();
  close_sessions(*stopping_);
}

/// Sessions end when the pairs are even and money that moves has arrived, or could have. A transfer that takes longer
/// is asked about by the next start.
void LiveNode::close_sessions(UtcTime now) {
  if (!stopping_ || closing_) return;
  const bool late = failure_ || now >= *stopping_ + parts_.settings->mode.pair.max_naked + kSecond;
  const bool moves = venues_->moves() || (parts_.wallet != nullptr && parts_.wallet->moves()) ||
                     (parts_.chain_client != nullptr && parts_.chain_client->busy());
  if (node_->works() || moves) quiet_since_.reset();
  if (!node_->works() && !moves && !quiet_since_) quiet_since_ = now;
  // The venues' word of the last trades is waited for.
  if (!late && (!quiet_since_ || now < *quiet_since_ + kSecond)) return;
  closing_ = true;
  hot_path_->set_kill_switch({KillState::halted, "the node stops", MonoTime::from_nanos(now.nanos()), true});
  hot_path_->drain();
  venues_->stop();
}

Result<void> LiveNode::finish() {
  const auto taking = note(node_input::Finished{});
  BASIS_TRY(node_->finish(now(), Nanos{1}));
  for (const auto& feed : feeds_) {
    if (feed == nullptr) continue;
    feed->finish(now());
    feed->flush();
  }
  hot_path_->stop();
  return ok();
}

std::vector<const Feed*> LiveNode::feeds() const {
  std::vector<const Feed*> all;
  for (const auto& feed : feeds_)
    if (feed != nullptr) all.push_back(feed.get());
  return all;
}

}  // namespace basis
