#include "core/marketdata/update_buffer.hpp"

#include <algorithm>

namespace basis {

BookUpdate UpdateBuffer::Held::update() const {
  const std::span<const BookLevel> all(levels);
  BookUpdate update;
  update.chain = chain;
  update.exchange_time_ns = exchange_time_ns;
  update.bids = all.first(bids);
  update.asks = all.subspan(bids);
  return update;
}

UpdateBuffer::Kept UpdateBuffer::push(const BookUpdate& update) {
  Kept kept = Kept::held;
  if (!held_.empty() && !follows(policy_, held_.back().chain, update.chain)) {
    const bool known = std::any_of(held_.begin(), held_.end(), [&](const Held& one) {
      return one.chain == update.chain && one.exchange_time_ns == update.exchange_time_ns;
    });
    const bool old = brings_nothing_new(policy_, held_.back().chain, update.chain) &&
                     update.exchange_time_ns <= held_.back().exchange_time_ns;
    if (known || old) return Kept::repeated;
    clear();
    kept = Kept::restarted;
  }
  Held held{update.chain, update.exchange_time_ns, {}, update.bids.size()};
  held.levels.reserve(update.bids.size() + update.asks.size());
  held.levels.assign(update.bids.begin(), update.bids.end());
  held.levels.insert(held.levels.end(), update.asks.begin(), update.asks.end());
  levels_ += held.levels.size();
  held_.push_back(std::move(held));
  while (held_.size() > limits_.updates || levels_ > limits_.levels) drop_oldest();
  return kept;
}

void UpdateBuffer::clear() {
  held_.clear();
  levels_ = 0;
}

void UpdateBuffer::drop_oldest() {
  levels_ -= held_.front().levels.size();
  held_.pop_front();
  ++dropped_;
}

}  // namespace basis
