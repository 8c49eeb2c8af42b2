#include "venues/client/calls.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/marketdata/frame.hpp"

namespace basis::client {

Calls::Calls(net::Network& network, MarketDialect& dialect, const CallPlaces& places, CallHost& host)
    : network_(network),
      dialect_(dialect),
      host_(host),
      keyed_(!places.key.empty()),
      budgets_(places.budgets),
      money_host_(places.money.authority()),
      rest_(network.http(places.rest, kConnections)),
      money_(network.http(places.money, 1)) {
  for (const CallFamily& family : dialect.families()) {
    const net::Endpoint& place = family.money ? places.money : places.rest;
    families_.push_back(
        {budgets_->of(place.authority(), std::string(family.name), places.key, family.limits), family.money});
  }
}

void Calls::call(Call call) {
  // More than a session ever asks for at once: a fault of ours that must not eat memory.
  require(waiting_.size() < kMostWaiting, "a session has too many requests waiting");
  waiting_.push_back(std::move(call));
  pump();
}

void Calls::drop() {
  waiting_.clear();
  for_clock_.clear();
  pump_.reset();
  rest_.reset();
  money_.reset();
}

void Calls::set_offset(Nanos offset) {
  offset_ = offset;
  for (Call& call : for_clock_) waiting_.push_front(std::move(call));
  for_clock_.clear();
  pump();
}

/// When a call may go; absent: at once.
std::optional<UtcTime> Calls::may(const Call& call) const {
  const UtcTime now = venue_now();
  const Family& family = family_of(call);
  const auto own = family.budget->may({call.request.endpoint.weight, 0}, call.priority, now);
  const auto banned = family.money ? budgets_->quiet_until(money_host_, now) : std::nullopt;
  return own && banned ? std::max(*own, *banned) : own ? own : banned;
}

/// Sends what may go, by priority, and looks again when the first of the others may. Families do not wait for each
/// other.
void Calls::pump() {
  if (!rest_) return;
  std::stable_sort(waiting_.begin(), waiting_.end(),
                   [](const Call& a, const Call& b) { return a.priority < b.priority; });
  std::optional<UtcTime> first;
  std::vector<bool> wait(families_.size());
  for (auto at = waiting_.begin(); at != waiting_.end();) {
    auto waits = wait.at(at->request.endpoint.family);
    const auto due = waits ? std::nullopt : may(*at);
    if (due) first = first ? std::min(*first, *due) : due;
    waits = waits || due.has_value();
    if (waits) {
      ++at;
      continue;
    }
    Call call = std::move(*at);
    at = waiting_.erase(at);
    leave(std::move(call));
  }
  if (!first) return pump_.reset();
  pump_ = network_.after(std::max(*first - venue_now(), Nanos{1'000'000}), [this] { pump(); });
}

void Calls::leave(Call call) {
  const auto kept = std::make_shared<Call>(std::move(call));
  const Endpoint& to = kept->request.endpoint;
  require(keyed_ || to.security == Security::open, "a request with a key, and none was given");
  net::HttpRequest request = dialect_.write(kept->request, venue_now());
  const Family& family = family_of(*kept);
  family.budget->sent({to.weight, 0}, venue_now());
  const UtcTime sent = network_.now_utc();
  (family.money ? money_ : rest_)->send(std::move(request), kLimit, [this, kept, sent](const net::HttpAnswer& answer) {
    answered(kept, answer, sent);
  });
}

void Calls::answered(const std::shared_ptr<Call>& call, const net::HttpAnswer& answer, UtcTime sent) {
  CallAnswer judged = judge(answer, {call->request.endpoint.weight, 0}, family_of(*call));
  judged.sent = sent;
  if (!judged.ok && judged.error.kind == ErrorClass::clock && !call->retried) {
    call->retried = true;
    for_clock_.push_back(std::move(*call));
    return host_.clock_refused();
  }
  call->done(judged);
}

void Calls::call_encoded(std::string_view bytes, net::RateCost cost, std::function<void(const CallAnswer&)> done) {
  budget().sent(cost, venue_now());
  const UtcTime sent = network_.now_utc();
  rest_->send_encoded(bytes, kLimit, [this, cost, sent, done = std::move(done)](const net::HttpAnswer& answer) {
    CallAnswer judged = judge(answer, cost, families_.front());
    judged.sent = sent;
    if (!judged.ok && judged.error.kind == ErrorClass::clock) host_.clock_refused();
    done(judged);
  });
}

CallAnswer Calls::judge(const net::HttpAnswer& answer, net::RateCost cost, const Family& family) {
  net::RateBudget& budget = *family.budget;
  CallAnswer judged;
  judged.received = answer.received_utc;
  if (const auto* failure = std::get_if<net::HttpFailure>(&answer.result)) {
    budget.unanswered(cost, venue_now());
    judged.left = failure->left;
    judged.error = failure->left ? VenueError{ErrorClass::unknown, RejectReason::other}
                                 : VenueError{ErrorClass::later, RejectReason::later};
    judged.text = failure->reason;
    return judged;
  }
  const auto& response = std::get<net::HttpResponse>(answer.result);
  budget.answered(cost, response.status, response.headers, venue_now());
  padded_.assign(response.body);
  padded_.append(kFrameSlack, '\0');
  judged.body = std::string_view(padded_).substr(0, response.body.size());
  const CallVerdict verdict = dialect_.judge(response, judged.body, venue_now());
  judged.ok = verdict.ok;
  if (verdict.ok) return judged;
  judged.body = {};
  judged.code = verdict.code;
  judged.error = verdict.error;
  judged.text = fmt::format("HTTP {} {} {}", response.status, verdict.code, verdict.message);
  if (verdict.quiet) budget.be_quiet(venue_now() + *verdict.quiet);
  if (const auto until = budget.quiet_until(venue_now()); until && !family.money) host_.banned(*until);
  return judged;
}

}  // namespace basis::client
