#include "venues/binance/session_calls.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/marketdata/frame.hpp"
#include "venues/binance/errors.hpp"

namespace basis::binance {

Calls::Calls(net::Network& network, const SessionProduct& product, const net::Endpoint& rest,
             const net::Endpoint& money, std::optional<Requests> requests, CallHost& host)
    : network_(network),
      product_(product),
      requests_(std::move(requests)),
      host_(host),
      budget_(default_limits(product)),
      rest_(network.http(rest, kConnections)),
      money_(network.http(money, 1)) {}

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

/// Sends what may go, by priority, and looks again when the first of the others may.
void Calls::pump() {
  if (!rest_) return;
  std::stable_sort(waiting_.begin(), waiting_.end(),
                   [](const Call& a, const Call& b) { return a.priority < b.priority; });
  std::optional<UtcTime> first;
  while (!waiting_.empty()) {
    const Call& next = waiting_.front();
    const auto at = budget_.may({next.endpoint.weight, 0}, next.priority, venue_now());
    if (at) {
      first = at;
      break;
    }
    Call call = std::move(waiting_.front());
    waiting_.pop_front();
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
  budget_.sent({to.weight, 0}, venue_now());
  const UtcTime sent = network_.now_utc();
  (kept->money ? money_ : rest_)->send(std::move(request), kLimit, [this, kept, sent](const net::HttpAnswer& answer) {
    answered(kept, answer, sent);
  });
}

void Calls::answered(const std::shared_ptr<Call>& call, const net::HttpAnswer& answer, UtcTime sent) {
  CallAnswer judged = judge(answer, {call->endpoint.weight, 0});
  judged.sent = sent;
  if (!judged.ok && judged.error.kind == ErrorClass::clock && !call->retried) {
    call->retried = true;
    for_clock_.push_back(std::move(*call));
    return host_.clock_refused();
  }
  call->done(judged);
}

void Calls::call_encoded(std::string_view bytes, net::RateCost cost, std::function<void(const CallAnswer&)> done) {
  budget_.sent(cost, venue_now());
  const UtcTime sent = network_.now_utc();
  rest_->send_encoded(bytes, kLimit, [this, cost, sent, done = std::move(done)](const net::HttpAnswer& answer) {
    CallAnswer judged = judge(answer, cost);
    judged.sent = sent;
    if (!judged.ok && judged.error.kind == ErrorClass::clock) host_.clock_refused();
    done(judged);
  });
}

CallAnswer Calls::judge(const net::HttpAnswer& answer, net::RateCost cost) {
  CallAnswer judged;
  judged.received = answer.received_utc;
  if (const auto* failure = std::get_if<net::HttpFailure>(&answer.result)) {
    budget_.unanswered(cost, venue_now());
    judged.left = failure->left;
    judged.error = failure->left ? VenueError{ErrorClass::unknown, RejectReason::other}
                                 : VenueError{ErrorClass::later, RejectReason::later};
    judged.text = failure->reason;
    return judged;
  }
  const auto& response = std::get<net::HttpResponse>(answer.result);
  budget_.answered(cost, response.status, response.headers, venue_now());
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
  if (const auto until = budget_.quiet_until(venue_now())) host_.banned(*until);
  return judged;
}

}  // namespace basis::binance
