#include "actors/alerts/alert_outbox.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace basis {

AlertOutbox::AlertOutbox(std::unique_ptr<AlertSink> sink, net::Network& network, Parts parts)
    : network_(network),
      parts_(std::move(parts)),
      backoff_(parts_.limits.first_wait, parts_.limits.most_wait, parts_.seed),
      sink_(std::move(sink)) {}

void AlertOutbox::push(const AlertNotice& notice) {
  make_room();
  waiting_.push_back({notice, network_.now_mono(), 0});
  if (waiting_.size() == 1) next();
}

/// The first is not dropped: the receiver may have it already.
void AlertOutbox::make_room() {
  if (waiting_.size() < parts_.limits.most) return;
  const auto rest = waiting_.begin() + 1;
  const auto repetition =
      std::find_if(rest, waiting_.end(), [](const Waiting& one) { return one.notice.kind == NoticeKind::repeated; });
  waiting_.erase(repetition == waiting_.end() ? rest : repetition);
  ++dropped_;
  ++unsaid_;
}

void AlertOutbox::next() {
  if (waiting_.empty()) return;
  if (waiting_.front().tries == 0) {
    said_ = std::exchange(unsaid_, 0);
    message_ = make_alert_message(parts_.origin, waiting_.front().notice, said_);
  }
  ++waiting_.front().tries;
  telling_ = true;
  sink_->tell(message_, [this](const AlertTry& how) { take(how); });
}

void AlertOutbox::take(const AlertTry& how) {
  telling_ = false;
  if (how.result == AlertTry::Result::failed) return retry(how);
  if (how.result == AlertTry::Result::told) {
    ++told_;
    note({}, {});
    waiting_.pop_front();
  } else {
    note(how.reason, "the alert is dropped");
    drop_first();
  }
  backoff_.reset();
  next();
}

void AlertOutbox::retry(const AlertTry& how) {
  const OutboxLimits& limits = parts_.limits;
  const Waiting& first = waiting_.front();
  const bool tried = limits.most_tries > 0 && first.tries >= limits.most_tries;
  const bool old = network_.now_mono() - first.since >= limits.kept;
  if (tried || old) {
    note(how.reason, fmt::format("the alert is dropped after {} tries", first.tries));
    drop_first();
    backoff_.reset();
    return next();
  }
  note(how.reason, "it is tried again");
  const Nanos wait = std::max(backoff_.next(), how.wait.value_or(Nanos{}));
  again_ = network_.after(wait, [this] { next(); });
}

/// What its message said of others is said by the next one.
void AlertOutbox::drop_first() {
  waiting_.pop_front();
  ++dropped_;
  unsaid_ += said_ + 1;
}

void AlertOutbox::hurry() {
  if (telling_ || waiting_.empty()) return;
  again_.reset();
  next();
}

/// Says once that the sink fails, and once that it does not any more.
void AlertOutbox::note(const std::string& fault, const std::string& then) {
  const bool fails = !fault.empty();
  if (fails != failing_ && parts_.say)
    parts_.say(fails ? fmt::format("alerts: {}: {}; {}", sink_->name(), fault, then)
                     : fmt::format("alerts: {}: alerts are told again", sink_->name()));
  failing_ = fails;
  reason_ = fault;
}

AlertSinkRow AlertOutbox::row() const { return {sink_->name(), waiting_.size(), told_, dropped_, failing_, reason_}; }

}  // namespace basis
