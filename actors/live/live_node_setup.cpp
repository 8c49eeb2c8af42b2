#include "actors/live/first_holdings.hpp"
#include "actors/live/live_node.hpp"
#include "actors/live/session_exchange.hpp"
#include "venues/alchemy/simulator.hpp"

// What a live node is made of.

namespace basis {

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

Result<std::unique_ptr<LiveNode>> LiveNode::create(Parts parts) {
  std::unique_ptr<LiveNode> node(new LiveNode(std::move(parts)));
  BASIS_TRY(node->build());
  return node;
}

Result<void> LiveNode::build() {
  // The recording of a start that ends before its first entry tells what it is.
  BASIS_TRY(flush_inputs());
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
  parts.remake = parts_.remake;
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
    BASIS_TRY(flush_inputs());
    return parts_.before_commit ? parts_.before_commit() : Result<void>(ok());
  };
  parts.orders = parts_.orders;
  parts.node_id = parts_.node_id;
  parts.configuration = parts_.configuration;
  parts.released = kReleased;
  parts.day_loss = parts_.node.daily_loss;
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

}  // namespace basis
