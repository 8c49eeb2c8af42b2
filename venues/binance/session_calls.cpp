#include "venues/binance/session_calls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/marketdata/frame.hpp"
#include "venues/binance/errors.hpp"

namespace basis::binance {

Calls::Calls(net::Network& network, const SessionProduct& product, const CallPlaces& places,
             std::optional<Requests> requests, CallHost& host)
    : network_(network),
      product_(product),
      requests_(std::move(requests)),
      host_(host),
      budgets_(places.budgets),
      budget_(budgets_->of(places.rest.authority(), std::string(product.feed), places.key, default_limits(product))),
      money_budget_(budgets_->of(places.money.authority(), "binance_wallet", places.key, {})),
      money_host_(places.money.authority()),
      rest_(network.http(places.rest, kConnections)),
      money_(network.http(places.money, 1)) {}

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
  if (!call.money) return budget_->may({call.endpoint.weight, 0}, call.priority, now);
  return budgets_->quiet_until(money_host_, now);
}

/// Sends what may go, by priority, and looks again when the first of the others may. The wallet's calls and the others
/// do not wait for each other.
void Calls::pump() {
  if (!rest_) return;
  std::stable_sort(waiting_.begin(), waiting_.end(),
                   [](const Call& a, const Call& b) { return a.priority < b.priority; });
  std::optional<UtcTime> first;
  std::array<bool, 2> wait{};
  for (auto at = waiting_.begin(); at != waiting_.end();) {
    bool& waits = wait[at->money ? 1 : 0];
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
  const Endpoint& to = kept->endpoint;
  net::HttpRequest request;
  require(requests_ || to.security == Security::open, "a request with a key, and none was given");
  switch (to.security) {
    case Security::open: request = Requests::open(to.path, kept->parameters); break;
    case Security::keyed: request = requests_->keyed(to.method, to.path, kept->parameters); break;
    case Security::signed_over:
      request = requests_->signed_request(to.method, to.path, kept->parameters, venue_now());
      break;
  }
  (kept->money ? money_budget_ : budget_)->sent({to.weight, 0}, venue_now());
  const UtcTime sent = network_.now_utc();
  (kept->money ? money_ : rest_)->send(std::move(request), kLimit, [this, kept, sent](const net::HttpAnswer& answer) {
    answered(kept, answer, sent);
  });
}

void Calls::answered(const std::shared_ptr<Call>& call, const net::HttpAnswer& answer, UtcTime sent) {
  CallAnswer judged = judge(answer, {call->endpoint.weight, 0}, call->money);
  judged.sent = sent;
  if (!judged.ok && judged.error.kind == ErrorClass::clock && !call->retried) {
    call->retried = true;
    for_clock_.push_back(std::move(*call));
    return host_.clock_refused();
  }
  call->done(judged);
}

void Calls::call_encoded(std::string_view bytes, net::RateCost cost, std::function<void(const CallAnswer&)> done) {
  budget_->sent(cost, venue_now());
  const UtcTime sent = network_.now_utc();
  rest_->send_encoded(bytes, kLimit, [this, cost, sent, done = std::move(done)](const net::HttpAnswer& answer) {
    CallAnswer judged = judge(answer, cost, false);
    judged.sent = sent;
    if (!judged.ok && judged.error.kind == ErrorClass::clock) host_.clock_refused();
    done(judged);
  });
}

CallAnswer Calls::judge(const net::HttpAnswer& answer, net::RateCost cost, bool money) {
  net::RateBudget& budget = *(money ? money_budget_ : budget_);
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
  if (response.status >= 200 && response.status < 300) {
    judged.ok = true;
    padded_.assign(response.body);
    padded_.append(kFrameSlack, '\0');
    judged.body = std::string_view(padded_).substr(0, response.body.size());
    return judged;
  }
  const auto [code, message] = error_of(reader_, response.body);
  judged.code = code;
  judged.error = classify(product_.product, code, message, response.status);
  judged.text = fmt::format("HTTP {} {} {}", response.status, code, message);
  if (const auto until = budget.quiet_until(venue_now()); until && !money) host_.banned(*until);
  return judged;
}

}  // namespace basis::binance
