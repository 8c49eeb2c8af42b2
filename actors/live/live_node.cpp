#include "actors/live/live_node.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "actors/drivers/hot_alerts.hpp"
#include "venues/recorded_frame.hpp"

namespace basis {
namespace {

/// Books that lack a snapshot, and silent streams, are looked for so often.
constexpr Nanos kLook{100'000'000};
/// A snapshot that was requested and has not come is requested again after this time.
constexpr Nanos kRequestedAgain = kSecond * 5;

}  // namespace

UtcTime LiveNode::clock() const { return parts_.network->now_utc(); }

UtcTime LiveNode::now() const {
  const MonoTime at = parts_.inputs != nullptr ? parts_.inputs->now_mono() : parts_.network->now_mono();
  return started_utc_ + (at - started_mono_);
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

Result<void> LiveNode::take_turn() {
  const auto taking = note(node_input::Turned{});
  // What comes during the turn is for the next.
  if (parts_.inputs != nullptr) taken_ = parts_.inputs->taken();
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
  if (failure_) return *failure_;
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
