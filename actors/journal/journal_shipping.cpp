#include "actors/journal/journal_shipping.hpp"

#include <algorithm>
#include <array>

namespace basis {

std::string_view shipping_state_name(ShippingState state) {
  static constexpr std::array<std::string_view, 3> kNames = {"connecting", "shipping", "waiting"};
  return kNames[static_cast<std::size_t>(state)];
}

JournalShipping::JournalShipping(JournalStore& store, JournalSource& source, std::optional<StoredEnd> end)
    : store_(store), source_(source), open_(end.has_value()) {
  if (end) status_ = {ShippingState::shipping, end->position, {}};
}

/// The store may have taken a batch of which no answer came: what it has counts.
Result<void> JournalShipping::open() {
  refused_ = false;
  auto opened = store_.open();
  if (!opened) return opened.error();
  const StoredEnd& end = opened.value();
  // The two stay apart, however often they are asked.
  if (auto same = source_.check(end); !same) {
    refused_ = true;
    return same;
  }
  status_.stored = end.position;
  open_ = true;
  return ok();
}

MonoTime JournalShipping::turn(MonoTime now) {
  if (now < next_) return next_;
  if (!open_) {
    if (const auto opened = open(); !opened) return fail(opened.error(), now);
  }
  auto batch = source_.read(*status_.stored);
  if (!batch) return fail(batch.error(), now);
  if (batch.value().empty()) {
    recovered();
    caught_up_ = true;
    return next_ = now + kIdle;
  }
  caught_up_ = false;
  if (const auto written = store_.write(batch.value()); !written) return fail(written.error(), now);
  source_.taken(batch.value());
  status_.stored = batch.value().after;
  recovered();
  return next_ = now;
}

void JournalShipping::hurry() {
  caught_up_ = false;
  if (status_.state != ShippingState::waiting) next_ = {};
}

MonoTime JournalShipping::fail(const Error& error, MonoTime now) {
  store_.close();
  open_ = false;
  caught_up_ = false;
  status_.state = ShippingState::waiting;
  status_.reason = error.text();
  const std::string_view kind = refused_ || store_.refuses() ? kJournalRefused : kJournalGone;
  if (told_ != kind) news_.push_back({kind, error.text()});
  told_ = kind;
  next_ = now + wait_;
  wait_ = std::min(wait_ * 2, kMostWait);
  return next_;
}

void JournalShipping::recovered() {
  wait_ = kFirstWait;
  status_.state = ShippingState::shipping;
  status_.reason.clear();
  if (told_) news_.push_back({kJournalBack, "the database takes the journal again"});
  told_.reset();
}

}  // namespace basis
