#include "core/marketdata/order_book.hpp"

#include <algorithm>
#include <numeric>

namespace basis {

OrderBook::OrderBook(const BookSpec& spec)
    : scale_(spec.tick),
      tick_follows_(spec.tick_follows),
      window_(spec.window),
      sync_(spec.sync),
      crossed_limit_(spec.crossed_limit),
      not_reached_limit_(spec.not_reached_limit),
      known_ids_limit_(spec.known_ids_limit),
      bids_(BookSide::bid, spec.window),
      asks_(BookSide::ask, spec.window),
      buffer_(spec.sync, spec.buffer) {}

BookOutcome OrderBook::apply(const BookUpdate& update, UtcTime received) {
  now_ = received;
  ++counters_.updates;
  if (is_snapshot(sync_, update)) return take_snapshot(update);
  if (state_ == BookState::live) [[likely]] {
    return continue_chain(update);
  }
  if (sync_.snapshot == SyncPolicy::Snapshot::requested) return hold(update);
  // The in-stream snapshot will contain this update.
  ++counters_.without_snapshot;
  if (state_ == BookState::empty) become(BookState::syncing);
  return BookOutcome::ignored;
}

void OrderBook::invalidate(StaleReason reason, UtcTime at) {
  require(reason != StaleReason::none, "a book goes stale for a reason");
  now_ = at;
  buffer_.clear();
  exchange_time_ns_ = 0;
  snapshots_ = {};
  become(BookState::stale, reason);
}

BookOutcome OrderBook::continue_chain(const BookUpdate& update) {
  if (follows(sync_, position_, update.chain)) [[likely]] {
    return advance(update) ? BookOutcome::applied : BookOutcome::refused;
  }
  if (contains(update) || seen(update)) {
    ++counters_.repeated;
    return BookOutcome::repeated;
  }
  // An update that does not follow may mean a gap, a restart of the ids or a stream of another book. In no case
  // may it be applied to this book.
  become(BookState::stale, StaleReason::gap);
  if (sync_.snapshot == SyncPolicy::Snapshot::requested) buffer_.push(update);
  return BookOutcome::refused;
}

/// Holds an update until a snapshot comes, or joins it to the snapshot already taken.
BookOutcome OrderBook::hold(const BookUpdate& update) {
  if (state_ == BookState::empty) become(BookState::syncing);
  const std::uint64_t dropped = buffer_.dropped();
  const UpdateBuffer::Kept kept = buffer_.push(update);
  counters_.buffer_dropped += buffer_.dropped() - dropped;
  if (kept == UpdateBuffer::Kept::repeated) {
    ++counters_.repeated;
    return BookOutcome::repeated;
  }
  return awaiting_join_ ? join_newest(update) : BookOutcome::held;
}

BookOutcome OrderBook::join_newest(const BookUpdate& update) {
  switch (join(sync_, position_.last_id, update.chain)) {
    case Join::before:
      if (++not_reached_ <= not_reached_limit_) return BookOutcome::held;
      become(BookState::stale, StaleReason::not_reached);
      return BookOutcome::refused;
    case Join::missed: become(BookState::stale, StaleReason::gap); return BookOutcome::refused;
    case Join::joins: break;
  }
  counters_.before_snapshot += buffer_.held().size() - 1;
  buffer_.clear();
  if (!advance(update)) return BookOutcome::refused;
  become(BookState::live);
  return BookOutcome::applied;
}

/// Joins the held updates to the snapshot just taken.
BookOutcome OrderBook::join_held() {
  const std::int64_t snapshot_id = position_.last_id;
  const auto& held = buffer_.held();
  const auto first = std::find_if(held.begin(), held.end(), [&](const UpdateBuffer::Held& one) {
    return join(sync_, snapshot_id, one.chain) != Join::before;
  });
  not_reached_ = 0;
  if (first == held.end()) {
    become(BookState::syncing);
    awaiting_join_ = true;
    return BookOutcome::snapshot;
  }
  if (join(sync_, snapshot_id, first->chain) == Join::missed) {
    become(BookState::stale, StaleReason::snapshot_old);  // the held updates are kept for a later snapshot
    return BookOutcome::refused;
  }
  counters_.before_snapshot += static_cast<std::uint64_t>(first - held.begin());
  const bool all = std::all_of(first, held.end(), [&](const UpdateBuffer::Held& one) { return advance(one.update()); });
  buffer_.clear();
  if (!all) return BookOutcome::refused;
  become(BookState::live);
  return BookOutcome::snapshot;
}

BookOutcome OrderBook::take_snapshot(const BookUpdate& update) {
  if (behind(update)) {
    ++counters_.old_snapshots;
    return BookOutcome::ignored;
  }
  bids_.clear();
  asks_.clear();
  crossed_in_a_row_ = 0;
  texts_.reset();
  if (update.checksum) texts_ = std::make_unique<LevelTexts>();
  StaleReason fault = set_levels(update);
  if (fault == StaleReason::none) fault = verify(update, true);
  if (fault != StaleReason::none) {
    become(BookState::stale, fault);
    return BookOutcome::refused;
  }
  ++counters_.snapshots;
  remember(update);
  if (!check_cross()) return BookOutcome::refused;
  if (sync_.snapshot == SyncPolicy::Snapshot::requested) return join_held();
  become(BookState::live);
  return BookOutcome::snapshot;
}

/// Whether a snapshot would move the book backwards, because it came late or twice. A requested one is compared by its
/// id; if it is correct after all, the next update does not follow the live book, which then becomes stale and wants
/// another snapshot. One in the stream replaces the book whatever its time, ids or sequence say by themselves: a
/// venue's service that starts anew may set any of them back. It is ignored only when all of them are older, or when
/// the same snapshot was received before.
bool OrderBook::behind(const BookUpdate& snapshot) {
  const BookChain& chain = snapshot.chain;
  if (sync_.snapshot == SyncPolicy::Snapshot::requested)
    return state_ == BookState::live && chain.last_id <= position_.last_id;
  if (snapshot.exchange_time_ns == 0) return false;
  const Seen now = {chain, snapshot.exchange_time_ns, true};
  const bool again = std::any_of(snapshots_.begin(), snapshots_.end(), [&](const Seen& one) { return one == now; });
  if (again) return true;
  snapshots_[snapshots_at_] = now;
  snapshots_at_ = (snapshots_at_ + 1) % kRemembered;
  if (exchange_time_ns_ == 0 || sync_.restart_id == chain.last_id) return false;
  // Once ids have fallen, those from before and after cannot be compared.
  const bool older_id = counters_.restarts != 0 || chain.last_id <= position_.last_id;
  const bool older_sequence = !sync_.sequence_rises || chain.sequence <= position_.sequence;
  return snapshot.exchange_time_ns < exchange_time_ns_ && older_id && older_sequence;
}

/// Whether the update brings nothing new, whatever its age. Where it is later than the book although its ids are not,
/// the ids may have started anew.
bool OrderBook::contains(const BookUpdate& update) {
  if (!brings_nothing_new(sync_, position_, update.chain)) return false;
  if (update.exchange_time_ns <= exchange_time_ns_) return true;
  return !sync_.ids_may_fall && ++known_ids_in_a_row_ <= known_ids_limit_;
}

bool OrderBook::seen(const BookUpdate& update) const {
  return std::any_of(remembered_.begin(), remembered_.end(), [&](const Seen& one) {
    return one.used && one.chain == update.chain && one.exchange_time_ns == update.exchange_time_ns;
  });
}

/// Applies one update that follows. False when it made the book stale.
bool OrderBook::advance(const BookUpdate& update) {
  const BookChain& next = update.chain;
  if (next.last_id == position_.last_id && next.last_id != 0 && update.bids.empty() && update.asks.empty()) {
    ++counters_.heartbeats;
  }
  if (next.last_id < position_.last_id) ++counters_.restarts;
  StaleReason fault = set_levels(update);
  if (fault == StaleReason::none) fault = verify(update, false);
  if (fault != StaleReason::none) {
    become(BookState::stale, fault);
    return false;
  }
  ++counters_.applied;
  remember(update);
  return check_cross();
}

StaleReason OrderBook::set_levels(const BookUpdate& update) {
  const StaleReason bids = set_side(bids_, update.bids);
  return bids != StaleReason::none ? bids : set_side(asks_, update.asks);
}

StaleReason OrderBook::set_side(PriceLadder& ladder, std::span<const BookLevel> levels) {
  for (const BookLevel& level : levels) {
    std::optional<std::int64_t> tick = scale_.ticks(level.price);
    if (!tick && tick_follows_) tick = ticks_at_finer(level.price);
    if (!tick) return StaleReason::off_tick;
    if (level.size.sign() < 0) return StaleReason::bad_size;
    ladder.set(*tick, level.size);
  }
  return StaleReason::none;
}

/// Makes the tick so fine that `price` is a multiple of it, and returns the price in ticks; empty when it is not over
/// zero or has too many ticks.
[[gnu::cold, gnu::noinline]] std::optional<std::int64_t> OrderBook::ticks_at_finer(Price price) {
  if (price.raw() <= 0) return std::nullopt;
  const std::int64_t old = scale_.tick().raw();
  const TickScale finer(Price::from_raw(std::gcd(old, price.raw())));
  const auto ticks = finer.ticks(price);
  if (!ticks) return std::nullopt;
  const std::int64_t factor = old / finer.tick().raw();
  for (const PriceLadder* ladder : {&bids_, &asks_}) {
    bool fits = true;
    ladder->for_each([&](std::int64_t tick, Quantity) { return fits = tick <= TickScale::kMaxTicks / factor; });
    if (!fits) return std::nullopt;
  }
  for (PriceLadder* ladder : {&bids_, &asks_}) {
    PriceLadder moved(ladder == &bids_ ? BookSide::bid : BookSide::ask, window_);
    ladder->for_each([&](std::int64_t tick, Quantity size) {
      moved.set(tick * factor, size);
      return true;
    });
    *ladder = std::move(moved);
  }
  scale_ = finer;
  return ticks;
}

/// Compares the venue's checksum where there is one. An update without ids must have one, where the policy
/// allows checksums in place of ids.
StaleReason OrderBook::verify(const BookUpdate& update, bool snapshot) {
  if (texts_ && !(update.checksum && texts_->apply(update))) texts_.reset();
  if (!texts_) {
    const bool unchained = sync_.checksum_may_replace_chain && update.chain.last_id == 0 && !snapshot;
    return unchained ? StaleReason::unverifiable : StaleReason::none;
  }
  ++counters_.checksums;
  return texts_->checksum() == *update.checksum ? StaleReason::none : StaleReason::checksum;
}

void OrderBook::remember(const BookUpdate& update) {
  position_ = update.chain;
  exchange_time_ns_ = update.exchange_time_ns;
  updated_ = now_;
  known_ids_in_a_row_ = 0;
  remembered_[remembered_at_] = {update.chain, update.exchange_time_ns, true};
  remembered_at_ = (remembered_at_ + 1) % kRemembered;
}

/// False when the book has been crossed for too many updates and has become stale.
bool OrderBook::check_cross() {
  crossed_ = !bids_.empty() && !asks_.empty() && bids_.best_tick() >= asks_.best_tick();
  prices_ = state_ == BookState::live && !crossed_;
  if (!crossed_) [[likely]] {
    crossed_in_a_row_ = 0;
    return true;
  }
  ++counters_.crossed;
  if (++crossed_in_a_row_ <= crossed_limit_) return true;
  become(BookState::stale, StaleReason::crossed);
  return false;
}

void OrderBook::become(BookState state, StaleReason reason) {
  if (state == BookState::stale) {
    ++counters_.stale[static_cast<std::size_t>(reason)];
    was_stale_ = true;
  } else if (state == BookState::live && was_stale_) {
    ++counters_.resyncs;
    was_stale_ = false;
  }
  if (state != state_ || reason != reason_) since_ = now_;
  state_ = state;
  reason_ = reason;
  awaiting_join_ = false;
  crossed_ = crossed_ && state == BookState::live;
  prices_ = state == BookState::live && !crossed_;
}

}  // namespace basis
